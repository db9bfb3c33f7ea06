begin;
\set QUIET on
create function pg_temp.refused(p_table text, p_change text) returns text language plpgsql as $$
declare
  v_constraint text;
begin
  execute format('update baton.%I set %s', p_table, p_change);
  return 'accepted';
exception when others then
  get stacked diagnostics v_constraint = constraint_name;
  return coalesce(nullif(v_constraint, ''), sqlerrm);
end $$;
create temp table tried (table_name text, change text, reason text);
insert into tried values
  ('retention_policies', 'status = ''pending''', 'status_is_completed_failed_or_cancelled_if_given'),
  ('retention_policies', 'keep_for = ''-1 day''', 'keep_for_is_between_0_and_1000_years'),
  ('retention_policies', 'keep_last = -1', 'keep_last_is_between_0_and_1000'),
  ('retention_policies', 'keep_last = null', 'retention_policies.keep_last is missing'),
  ('retention_policies', 'max_per_subject = 0, keep_last = 0', 'max_per_subject_is_between_1_and_100000'),
  ('retention_policies', 'max_per_subject = 2, keep_last = 3', 'max_per_subject_is_at_least_keep_last'),
  ('retention_policies', 'action = ''move''', 'action_is_archive_or_delete'),
  ('retention_policies', 'keep_for = null, max_per_subject = null', 'keep_for_or_max_per_subject_is_given'),
  ('retention_policies', 'keep_for = ''1 second'', keep_last = 3, max_per_subject = 3, status = null, action = ''delete''', 'accepted'),
  ('retention_policies', 'job_type = ''gone''', 'retention_policies: there is no job type gone'),
  ('retention_settings', 'share_of_time = null', 'retention_settings.share_of_time is missing'),
  ('settings', 'idle_poll = null', 'settings.idle_poll is missing'),
  ('queues', 'priority = null', 'queues.priority is missing'),
  ('retention_settings', 'keep_output_for = ''1 hour''', 'keep_output_for_is_between_1_day_and_1000_years'),
  ('retention_settings', 'keep_archive_for = ''1 day''', 'keep_archive_for_is_between_1_month_and_1000_years'),
  ('retention_settings', 'share_of_time = 0', 'share_of_time_is_between_1_and_100_percent'),
  ('retention_settings', 'share_of_time = 0.01', 'accepted'),
  ('retention_settings', 'share_of_time = 1, keep_output_for = ''1 year''', 'accepted');
select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
select plan(count(*)::int + 2) from tried;
select is((select string_agg(concat_ws(' ', coalesce(status, 'all'), keep_for, keep_last, max_per_subject, action), '; ' order by id) from baton.retention_policies where enabled),
  'completed 90 days 1 archive; failed 180 days 0 archive; cancelled 90 days 0 archive; all 0 1000 archive', 'as shipped');
select is((select concat_ws(', ', keep_output_for, keep_archive_for) from baton.retention_settings), '30 days, 1 year', 'output and archive, as shipped');
select is(pg_temp.refused(table_name, change), reason, change) from tried;
select * from finish();
rollback;
