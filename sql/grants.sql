-- Who may do what: one matrix. Nothing of schema baton is granted to PUBLIC; whatever is not named
-- here belongs to the owner alone. tests/sql/catalogue compares the result with a checked-in list.
revoke all on all tables in schema baton from public;
revoke all on all functions in schema baton from public;
revoke all on all procedures in schema baton from public;
alter default privileges revoke execute on functions from public;

grant usage on schema baton
  to baton_app, baton_author, baton_executor, baton_operator, baton_reader, baton_cron, baton_sql, baton_tenant;

-- Submitting: INSERT is the whole interface; the columns make RETURNING and ON CONFLICT work.
-- All columns may be named in the INSERT, so that a trigger can explain why some are not allowed.
grant insert, select (id, organisation_id, idempotency_key) on baton.jobs to baton_app;

-- Tables that people read.
grant select on
  baton.jobs, baton.job_types, baton.definitions, baton.definition_steps, baton.error_classes, baton.settings,
  baton.queues, baton.lanes, baton.circuit_breakers, baton.concurrency_limits, baton.slots, baton.turns, baton.set_aside, baton.executors, baton.timers, baton.clock, baton.installation, baton.accepted,
  baton.job_transitions, baton.step_transitions,
  baton.retention_policies, baton.retention_settings, baton.retention_holds, baton.retention_runs, baton.retention_run_policies,
  baton.archived_jobs, baton.archive_exports
  to baton_reader, baton_operator;
grant select on baton.job_types, baton.definitions to baton_author;

-- Every command of the program first compares its own schema version with the database's.
grant select (schema_version) on baton.installation to baton_app, baton_author, baton_executor;

-- Views that people read.
grant select on
  baton.attempts, baton.attempt_history, baton.attempt_output, baton.breaker_status, baton.dead_letters, baton.error_stats,
  baton.executor_status, baton.job_counts, baton.job_history, baton.job_overview, baton.limit_status, baton.orphaned_jobs, baton.orphaned_steps,
  baton.queue_health, baton.recent_failures, baton.archived_months, baton.retention_preview, baton.retention_count, baton.retry_stats, baton.step_overview, baton.steps, baton.health, baton.job_type_overview, baton.metrics,
  baton.unkillable_processes, baton.setting_history
  to baton_reader, baton_operator;
grant select on baton.job_type_overview to baton_author;
grant select on baton.metrics to baton_executor;   -- executor --metrics serves it

-- What a tenant may see of its jobs (with baton_app, which submits them): views that row security
-- filters. Nothing that is shared.
grant select on
  baton.attempts, baton.attempt_history, baton.attempt_output, baton.batch_overview, baton.dead_letters, baton.job_history,
  baton.job_overview, baton.job_type_overview, baton.step_overview, baton.steps
  to baton_tenant;

-- Schedules, batches and notifications.
grant select on baton.notifications to baton_reader;
grant select, insert, update, delete on baton.notifications to baton_operator;
grant select on
  baton.schedules, baton.schedule_slots, baton.schedule_overview, baton.missed_slots, baton.batches, baton.batch_overview
  to baton_reader, baton_operator;

-- Policies that operators edit with plain SQL.
grant insert, update, delete on baton.error_classes to baton_operator;
grant update on baton.settings to baton_operator;
grant insert, update, delete on baton.retention_policies to baton_operator;
grant update on baton.retention_settings to baton_operator;
grant insert (name, slots, priority), update (slots, priority), delete on baton.queues to baton_operator;
grant insert, update (slots, description), delete on baton.concurrency_limits to baton_operator;
grant insert (name, threshold, open_for, error_codes), update (threshold, open_for, error_codes), delete
  on baton.circuit_breakers to baton_operator;

-- Functions: app = baton_app and so on; every function that does not begin with "_" has a row here.
do $$
declare
  v_row record;
begin
  for v_row in
    select p.oid::regprocedure as routine, roles
    from (values
      -- define
      ('define_job_type',     'author'),
      ('disable_job_type',    'author operator'),
      ('enable_job_type',     'author operator'),
      -- submit
      ('create_job',          'app'),
      ('_refuse_bare_job',    'app'),  -- a constraint of jobs calls it as whoever inserts
      ('start_job',           'app operator tenant'),
      -- read
      ('job_status',          'app operator reader tenant'),
      ('job_progress',        'app operator reader tenant'),
      ('job_times',           'app operator reader tenant'),
      ('active_job',          'app operator reader tenant'),
      ('job_context',         'app operator reader tenant'),
      ('explain_step',        'app operator reader tenant'),
      ('find_jobs',           'operator reader tenant'),
      ('list_steps',          'operator reader'),
      ('newest_jobs',         'operator reader'),
      ('follow_history',      'operator reader tenant'),
      ('_at_read_committed',  'operator reader tenant'),  -- which calls these
      ('_refuse_isolation',   'operator reader tenant'),
      ('_now',                'app operator reader tenant cron'),  -- the views call it as whoever asks, prune_cron_runs as the entry's role
      ('_is_done',            'operator reader tenant'),  -- the views call these, too
      ('_progress_percent',   'operator reader tenant'),
      ('classify_error',      'operator reader'),
      ('metrics_text',        'operator reader executor'),
      ('preview_error_classes', 'operator reader'),
      ('_class_rule',         'operator reader'),  -- recent_failures calls it
      ('_awaited_slot',       'operator reader tenant'),  -- the views, too
      ('_allowed_retries',    'operator reader tenant'),
      ('_depends_on',         'operator reader tenant'),
      ('_overview',           'operator reader tenant'),
      ('_breakers',           'operator reader'),  -- breaker_status and so on are these
      ('_limits',             'operator reader'),
      ('_orphans',            'operator reader'),
      ('_queues',             'operator reader'),
      ('_health_of',          'operator reader'),
      ('_health_of_breakers', 'operator reader'),
      ('_health_of_clock',    'operator reader'),
      ('_health_of_cron',     'operator reader'),
      ('_health_of_executors', 'operator reader'),
      ('_health_of_queues',   'operator reader'),
      ('_health_of_replication', 'operator reader'),
      ('_health_of_retention', 'operator reader'),
      ('_health_of_roles',    'operator reader'),
      ('_health_of_schedules', 'operator reader'),
      ('_time_text',          'operator reader'),  -- which calls these as whoever asks
      ('_length_text',        'operator reader'),
      ('_health_of_server',   'operator reader'),
      ('_health_of_steps',    'operator reader'),
      ('_health_of_repairs', 'operator reader'),
      ('_health_of_set_aside', 'operator reader'),
      ('_health_of_targets',  'operator reader'),
      ('_metric_names',       'operator reader executor'),  -- metrics calls these
      ('_metrics_of',         'operator reader executor'),
      ('_metrics_of_attempts', 'operator reader executor'),
      ('_metrics_of_executors', 'operator reader executor'),
      ('_metrics_of_jobs', 'operator reader executor'),
      ('_metrics_of_maintenance', 'operator reader executor'),
      ('_metrics_of_queues',  'operator reader executor'),
      ('_metrics_of_server',  'operator reader executor'),
      -- control
      ('cancel_job',          'operator tenant'),
      ('retry_job',           'operator tenant'),
      ('check_retry',         'operator tenant'),
      ('resolve_step',        'operator tenant'),
      ('check_step_change',   'operator tenant'),
      ('check_step_changes',  'operator tenant'),
      ('set_step_status',     'operator tenant'),
      ('set_step_statuses',   'operator tenant'),
      ('reset_step',          'operator tenant'),
      ('pause_queue',         'operator'),
      ('resume_queue',        'operator'),
      ('open_breaker',        'operator'),
      ('close_breaker',       'operator'),
      ('recover_orphans',     'operator'),
      ('recover_due',         'cron operator'),
      ('accept_database',     'operator'),
      -- retain
      ('apply_retention',     'operator cron'),
      ('run_retention',       'operator cron'),
      ('archive_jobs',        'operator'),
      ('hold_job',            'operator tenant'),
      ('release_job',         'operator tenant'),
      ('hold_batch',          'operator'),
      ('release_batch',       'operator'),
      ('read_archived_month', 'operator'),
      ('record_archive_export', 'operator'),
      ('_retention_preview',  'operator reader'),  -- retention_preview calls it
      -- batches
      ('create_batch',        'app'),
      ('batch_status',        'app operator reader tenant'),
      ('cancel_batch',        'operator tenant'),
      ('retry_batch',         'operator tenant'),
      ('cancel_batch_by_pieces', 'operator tenant'),
      ('retry_batch_by_pieces',  'operator tenant'),
      ('_cancel_batch_piece', 'operator tenant'),      -- the two above call these
      ('_retry_batch_piece',  'operator tenant'),
      -- schedules
      ('schedule_job',        'operator'),
      ('unschedule_job',      'operator'),
      ('run_schedule',        'operator'),
      ('next_slots',          'app operator reader'),
      ('_cron_field',         'app operator reader'),  -- next_slots and the views call these as whoever asks
      ('_cron_fields',        'app operator reader'),
      ('_within',             'app operator reader'),
      ('_cron_number',        'app operator reader'),
      ('_is_slot_day',        'app operator reader'),
      ('_next_slot',          'app operator reader'),
      ('_slots',              'app operator reader'),
      ('_schedule_entry',     'operator reader'),
      ('_other_zone',         'operator reader'),   -- schedule_job and health call it as whoever asks
      ('_store_schedule',     'operator'),             -- schedule_job and unschedule_job, which have no other rights
      ('_keep_entry',         'operator'),             -- than their caller's, call these
      ('_remove_entry',       'operator'),
      ('_require_schedule',   'operator'),
      ('_forget_schedule',    'operator'),
      ('_archive_overview',   'operator reader'),  -- archived_months calls it
      -- tenants
      ('_tenant',             'app author executor operator reader cron sql tenant'),  -- row security asks it as whoever reads or writes
      ('_health_of_tenants',  'operator reader'),
      -- executors
      ('register_executor',   'executor'),
      ('renew_lease',         'executor'),
      ('claim_steps',         'executor'),
      ('report_attempts',     'executor'),
      ('save_checkpoint',     'executor'),
      ('attempt_secrets',     'executor'),
      ('append_output',       'executor'),
      ('record_progress',     'executor'),
      ('release_executor',    'executor'),
      ('release_predecessor', 'executor'),
      ('ended_attempts',      'executor'),
      ('complete_sql_step',   'sql'),
      -- maintenance
      ('maintain',            'executor cron operator'),
      ('run_maintenance',     'cron operator'),
      ('prune_cron_runs',     'cron'),
      ('schedule_maintenance',   'cron'),
      ('unschedule_maintenance', 'cron'),
      ('_missing_for_cron',      'cron operator')
    ) as matrix (name, roles)
    join pg_proc p on p.proname = matrix.name and p.pronamespace = 'baton'::regnamespace
  loop
    execute format('grant execute on routine %s to %s', v_row.routine,
      (select string_agg('baton_' || role, ', ') from unnest(string_to_array(v_row.roles, ' ')) as role));
  end loop;
end
$$;
