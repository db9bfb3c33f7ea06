"""What people, pages and monitors ask: every public view and every function that only reads, as they ask it.

Each is in QUESTIONS, or in NO_QUESTIONS with a reason; a test compares both with the catalogue.
"""

# name of the view or function -> what is asked of it. {job}, {step}, {failed} and so on come from the database (places()).
# What counts the jobs of a batch, which grows with the others here.
AS_LARGE_AS_A_BATCH = ("batch_overview",)

QUESTIONS = {
    # Pages and monitors.
    "health": ["select * from baton.health"],
    "metrics": ["select * from baton.metrics"],
    "metrics_text": ["select baton.metrics_text()"],
    "queue_health": ["select * from baton.queue_health"],
    "executor_status": ["select * from baton.executor_status"],
    "breaker_status": ["select * from baton.breaker_status"],
    "limit_status": ["select * from baton.limit_status"],
    "schedule_overview": ["select * from baton.schedule_overview"],
    "missed_slots": ["select * from baton.missed_slots"],
    "orphaned_steps": ["select * from baton.orphaned_steps"],
    "orphaned_jobs": ["select * from baton.orphaned_jobs"],
    "unkillable_processes": ["select * from baton.unkillable_processes"],
    "job_type_overview": ["select * from baton.job_type_overview"],
    "archived_months": ["select * from baton.archived_months"],
    "retention_preview": ["select * from baton.retention_preview"],
    "retention_count": ["select * from baton.retention_count"],
    # Lists.
    "job_overview": [
        "select * from baton.job_overview where job_id = {job}",
        "select * from baton.job_overview order by job_id desc limit 20",
        "select * from baton.job_overview where subject = 'subject 1' order by job_id desc limit 20",
        "select * from baton.job_overview where batch_id = 'questions' order by job_id desc limit 20",
        "select * from baton.job_overview where batch_id = 'none' order by job_id desc limit 20",
    ],
    "job_counts": ["select * from baton.job_counts"],
    "newest_jobs": [
        "select * from baton.newest_jobs('{{in_progress}}')",
        "select * from baton.newest_jobs('{{completed}}', '{{plan_one}}')",
        "select * from baton.newest_jobs('{{draft}}')",
        "select * from baton.newest_jobs('{{failed,cancelled}}')",
    ],
    "find_jobs": [
        "select * from baton.find_jobs()",
        "select * from baton.find_jobs(p_statuses => '{{failed}}', p_job_types => '{{plan_one}}')",
        "select * from baton.find_jobs(p_batch_id => 'questions')",
        "select * from baton.find_jobs(p_statuses => '{{draft}}')",
        "select * from baton.find_jobs(p_statuses => '{{pending}}')",
        "select * from baton.find_jobs(p_statuses => '{{in_progress}}')",
        "select * from baton.find_jobs(p_statuses => '{{draft,cancelling}}', p_since => now() - interval '1 year')",
        "select * from baton.find_jobs(p_statuses => '{{pending}}', p_batch_id => 'questions')",
    ],
    "setting_history": ["select * from baton.setting_history order by id desc limit 20"],
    "list_steps": [f"select * from baton.list_steps('{status}')" for status in (
        "running", "retrying", "action_required", "ready")],
    "step_overview": ["select * from baton.step_overview where job_id = {job}"],
    "steps": ["select * from baton.steps where job_id = {job}"],
    "attempts": ["select * from baton.attempts where job_id = {job}"],
    "attempt_history": ["select * from baton.attempt_history where job_id = {job}"],
    "attempt_output": [
        "select * from baton.attempt_output where job_id = {job}",
        "select * from baton.attempt_output where job_id = {job} and id > 1 order by id",
    ],
    "job_history": [
        "select * from baton.job_history where job_id = {job}",
        "select * from baton.job_history order by id desc limit 20",
    ],
    "dead_letters": [
        "select * from baton.dead_letters limit 20",
        "select * from baton.dead_letters order by failed_at desc limit 20",
        "select * from baton.dead_letters where job_id = {failed}",
        "select * from baton.dead_letters where job_type = 'plan_one' order by failed_at desc limit 20",
        "select * from baton.dead_letters where error_code = 'UNKNOWN' order by failed_at desc limit 20",
    ],
    "recent_failures": [
        "select * from baton.recent_failures order by at desc limit 20",
        "select * from baton.recent_failures where code = 'UNKNOWN' order by at desc limit 20",
        "select * from baton.recent_failures where job_id = {failed}",
    ],
    "error_stats": ["select * from baton.error_stats"],
    "retry_stats": ["select * from baton.retry_stats"],
    "batch_overview": [
        "select * from baton.batch_overview where name = 'questions'",
        "select * from baton.batch_overview order by id desc limit 20",
    ],
    # Functions.
    "job_status": ["select baton.job_status({job})", "select baton.job_status({failed})"],
    "job_progress": ["select baton.job_progress({job})"],
    "job_times": ["select baton.job_times({job})", "select baton.job_times({failed})"],
    "check_retry": ["select baton.check_retry({failed})"],
    "job_context": ["select baton.job_context({job})"],
    "active_job": ["select baton.active_job('subject 1', 'plan_one')", "select baton.active_job('nobody')"],
    "explain_step": ["select baton.explain_step({job}, 'a')", "select baton.explain_step({failed}, 'a')",
                     "select baton.explain_step({open}, 'a')"],
    "batch_status": ["select baton.batch_status('questions')"],
    "check_step_change": ["select baton.check_step_change({failed}, 'a', 'completed')"],
    "check_step_changes": ["""select baton.check_step_changes({failed}, '[{{"step": "a", "status": "completed"}}]')"""],
    "classify_error": ["select baton.classify_error('plan_one', 1, null, false, 'NETWORK', '', '')"],
    "preview_error_classes": ["select * from baton.preview_error_classes()"],
    "next_slots": ["select * from baton.next_slots('0 3 * * *', 5)"],
    "follow_history": ["select * from baton.follow_history((select max(id) - 20 from baton.job_events))"],
}

# Nobody's question, though they only read.
NO_QUESTIONS = {
    "ended_attempts": "an executor asks it: see workload.py",
}

# What may read more where there is more, because something else ends it.
BOUNDED = {
    "select * from baton.retention_preview": "looks for a third of a second",
    "select * from baton.job_overview where subject = 'subject 1' order by job_id desc limit 20":
        "sorts the subject's jobs, of which retention keeps a thousand",
    "select baton.active_job('subject 1', 'plan_one')": "the same",
}

# Functions that only read and are yet volatile.
VOLATILE = {"follow_history"}


def places(sql):
    """What the questions are about."""
    def one(text):
        return sql(text)[0][0]

    return {
        "job": one("select max(id) from baton.jobs where status = 'completed' and job_type = 'plan_one'"),
        "failed": one("select max(id) from baton.jobs where status = 'failed' and job_type = 'plan_one'"),
        "open": one("select max(id) from baton.jobs where job_type = 'plan_manual' and finished_at is null"),
    }


def questions(found):
    return [text.format(**found) for texts in QUESTIONS.values() for text in texts]
