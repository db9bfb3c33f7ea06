-- The families of metrics in the order in which they are served. A histogram's samples have the
-- suffixes _bucket, _sum, _count.
create function baton._metric_names() returns table ("position" int, family text, type text, help text)
language sql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
  values
    (1, 'baton_schema_version', 'gauge', 'Version of the schema.'),
    (2, 'baton_on_hold', 'gauge', '1 while this database is not accepted: nothing is claimed and no tick counts.'),
    (3, 'baton_tick_age_seconds', 'gauge', 'Time since maintenance last advanced the tick.'),
    (4, 'baton_oldest_transaction_age_seconds', 'gauge', 'Age of the oldest open transaction that this role may see, in any database of the server; 0 for none.'),
    (5, 'baton_queue_ready_steps', 'gauge', 'Steps that could start now, counted up to 1000 per queue.'),
    (6, 'baton_queue_oldest_ready_age_seconds', 'gauge', 'How long the step that has been ready longest has waited; 0 for none.'),
    (7, 'baton_queue_running_steps', 'gauge', 'Attempts that have started and not ended.'),
    (8, 'baton_queue_executors', 'gauge', 'Executors alive that take from the queue.'),
    (9, 'baton_queue_paused', 'gauge', '1 while the queue is paused.'),
    (10, 'baton_ready_steps', 'gauge', 'Steps that could start now in all queues, as the statistics of the server have it.'),
    (11, 'baton_retrying_steps', 'gauge', 'Steps that wait for the time of their retry, counted up to 1000.'),
    (12, 'baton_limit_slots', 'gauge', 'Slots of a concurrency limit.'),
    (13, 'baton_limit_slots_taken', 'gauge', 'Slots of a concurrency limit that attempts have.'),
    (14, 'baton_breaker_state', 'gauge', '1 for the state that a circuit breaker is in: closed, open or half_open.'),
    (15, 'baton_breaker_failures', 'gauge', 'Failures that counted for a circuit breaker since the last success.'),
    (16, 'baton_executors', 'gauge', 'Executors by status, with those that ended in the last 7 days.'),
    (17, 'baton_executor_slots', 'gauge', 'Slots of the executors of a name that have not ended.'),
    (18, 'baton_executor_running_steps', 'gauge', 'Attempts that the executors of a name hold.'),
    (19, 'baton_executor_missed_ticks', 'gauge', 'Ticks since the last renewal of a lease, the longest of a name.'),
    (20, 'baton_executor_seen_age_seconds', 'gauge', 'Time since the last renewal of a lease, the longest of a name.'),
    (21, 'baton_jobs', 'gauge', 'Jobs that are kept, by job type and status. At most 100 types have series of their own: (other) is the rest, (inline) those with inline steps.'),
    (22, 'baton_attempts_total', 'counter', 'Attempts that ended, by outcome and error class (empty for none).'),
    (23, 'baton_step_results_total', 'counter', 'Attempts that ended, by the status that their step got.'),
    (24, 'baton_timeouts_total', 'counter', 'Attempts that were stopped by a timeout.'),
    (25, 'baton_retries_total', 'counter', 'Attempts after the first of their step, by the status that the step got.'),
    (26, 'baton_lost_attempts_total', 'counter', 'Attempts whose executor was lost, by the status that the step got: ready is a recovery.'),
    (27, 'baton_job_recoveries_total', 'counter', 'Jobs that recover_orphans() and its schedule took up, by kind (stuck, failed) and outcome.'),
    (28, 'baton_attempt_duration_seconds', 'histogram', 'How long attempts ran, by outcome; without lost ones, whose end nobody saw.'),
    (29, 'baton_retention_last_success_timestamp_seconds', 'gauge', 'When the last run of retention ended without failures; 0 for never.'),
    (30, 'baton_retention_failures', 'gauge', 'Pieces that failed in the last run of retention.'),
    (31, 'baton_metrics_failed', 'gauge', '1 for each part of these metrics that raised an error and is missing; '
      'select * from baton._metrics_of_<part>() raises it again.')
$$;
comment on function baton._metric_names() is 'Every family of metrics: its name, type and help.';
