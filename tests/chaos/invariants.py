"""What must hold in a database in which all jobs have ended, whatever happened before. Each query
returns the rows that break its claim."""

CLAIMS = {
    "every job has ended": """
        select id, status, open_steps from baton.jobs
        where status not in ('completed', 'failed', 'cancelled') or finished_at is null or open_steps <> 0""",
    "every step has ended": """
        select job_id, n, status from baton.step_rows
        where status not in ('completed', 'failed', 'skipped', 'cancelled')""",
    "nothing runs": "select job_id, n from baton.running",
    "nothing is queued": "select job_id, n from baton.ready",
    "no timer is left": "select job_id, n, kind from baton.timers",
    "attempts are dense and counted": """
        select step.job_id, step.n, step.attempts, count(attempt.attempt), max(attempt.attempt)
        from baton.step_rows as step
        left join baton.attempt_rows as attempt on attempt.job_id = step.job_id and attempt.n = step.n
        group by step.job_id, step.n, step.attempts
        having count(attempt.attempt) <> step.attempts or coalesce(max(attempt.attempt), 0) <> step.attempts""",
    "a generation has at most one recorded success": """
        select job_id, n, generation, count(*) from baton.attempt_rows
        where outcome = 'completed'
        group by job_id, n, generation having count(*) > 1""",
    "a step that completed has exactly one recorded success": """
        select step.job_id, step.n, step.status from baton.step_rows as step
        join baton.jobs as job on job.id = step.job_id
        join baton.definition_steps as definition on definition.definition_id = job.definition_id and definition.n = step.n
        where definition.kind <> 'manual'
          and (step.status = 'completed') <> exists (
            select from baton.attempt_rows as attempt
            where attempt.job_id = step.job_id and attempt.n = step.n
              and attempt.generation = step.generation and attempt.outcome = 'completed')""",
    "no attempt follows a success of its generation": """
        select later.job_id, later.n, later.attempt
        from baton.attempt_rows as success
        join baton.attempt_rows as later on later.job_id = success.job_id and later.n = success.n
          and later.generation = success.generation and later.attempt > success.attempt
        where success.outcome = 'completed'""",
    "attempts of a step do not overlap": """
        select later.job_id, later.n, later.attempt
        from baton.attempt_rows as earlier
        join baton.attempt_rows as later on later.job_id = earlier.job_id and later.n = earlier.n
          and later.attempt = earlier.attempt + 1
        where later.started_at < earlier.finished_at""",
    "a step starts after what it depends on": """
        select attempt.job_id, attempt.n, parent.n
        from baton.attempt_rows as attempt
        join baton.jobs as job on job.id = attempt.job_id
        join baton.step_rows as step on step.job_id = attempt.job_id and step.n = attempt.n
          and step.generation = attempt.generation
        join baton.definition_steps as definition on definition.definition_id = job.definition_id and definition.n = attempt.n
        cross join lateral unnest(definition.parents) as parent(n)
        join baton.step_rows as state on state.job_id = attempt.job_id and state.n = parent.n
        where attempt.started_at < state.finished_at
           or definition.run_if = 'all_completed' and state.status <> 'completed'
              and not (state.status = 'skipped' and state.status_reason in ('manual', 'condition'))""",
    "a step is skipped for a failed dependency only when one failed": """
        select step.job_id, step.n
        from baton.step_rows as step
        join baton.jobs as job on job.id = step.job_id
        join baton.definition_steps as definition on definition.definition_id = job.definition_id and definition.n = step.n
        where step.status_reason = 'dependency_failed'
          and not exists (
            select from baton.step_rows as parent
            where parent.job_id = step.job_id and parent.n = any (definition.parents)
              and parent.status <> 'completed'
              and not (parent.status = 'skipped' and parent.status_reason in ('manual', 'condition')))""",
    "a job fails exactly when a step failed that may fail it": """
        select job.id, job.status
        from baton.jobs as job
        where job.status <> 'cancelled'
          and (job.status = 'failed') <> exists (
            select from baton.step_rows as step
            join baton.definition_steps as definition on definition.definition_id = job.definition_id and definition.n = step.n
            where step.job_id = job.id and step.status = 'failed' and definition.on_failure = 'fail_job')""",
    "the counters of dependencies agree with the graph": """
        select step.job_id, step.n, step.open_dependencies, step.failed_dependencies, counted.*
        from baton.step_rows as step
        join baton.jobs as job on job.id = step.job_id
        join baton.definition_steps as definition on definition.definition_id = job.definition_id and definition.n = step.n
        cross join lateral (
          select count(*) filter (where parent.status <> 'completed'
            and not (parent.status = 'skipped' and coalesce(parent.status_reason, '') in ('manual', 'condition'))) as failed
          from baton.step_rows as parent
          where parent.job_id = step.job_id and parent.n = any (definition.parents)) as counted
        where job.status <> 'cancelled'
          and (step.open_dependencies <> 0 or step.failed_dependencies <> counted.failed)""",
}


def broken(server):
    """The claims that do not hold, with up to five rows each; empty when all is well."""
    found = {claim: server.rows(query + " limit 5") for claim, query in CLAIMS.items()}
    return {claim: [dict(row) for row in rows] for claim, rows in found.items() if rows}
