-- A new table with rows of jobs must leave with them (_delete_jobs, and _job_document if it is worth keeping), or have none once a job has ended.
begin;
select plan(1);
select is((
  select string_agg(class.relname, ' ' order by class.relname collate "C")
  from pg_class as class
  join pg_attribute as attribute on attribute.attrelid = class.oid and not attribute.attisdropped
  where class.relnamespace = 'baton'::regnamespace and class.relkind in ('r', 'p') and not class.relispartition and attribute.attname = 'job_id'),
  'archived_jobs attempt_rows job_events job_secrets output_rows ready retention_holds running schedule_slots set_aside step_rows timers turns',
  'attempt_rows, job_events, output_rows, set_aside, step_rows leave with the job; job_secrets, ready, running, timers and turns have rows of open jobs only, schedule_slots goes after 31 days');
select * from finish();
rollback;
