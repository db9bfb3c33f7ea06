-- Every way a job goes; that the counts agree with a count is asked at the end (jobs_are_counted).
begin;
\ir ../../fixtures.psql
select plan(9);
select pg_temp.executor() as executor \gset
select baton.define_job_type('{"job_type": "t_counted", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
create function pg_temp.counts() returns text language sql as $$
  select string_agg(format('%s %s', jobs, status), ', ' order by status)
  from baton.job_counts where job_type = 't_counted'
$$;
create function pg_temp.fold() returns text language plpgsql as $$
begin
  insert into baton.job_changes select -7, 't_filler', null, 'draft', 0 from generate_series(1,
    100);
  perform baton._fold_jobs(100000);
  return pg_temp.counts();
end $$;

insert into jobs (job_type, auto_start) select 't_counted', i > 1 from generate_series(1, 6) as i;
select is(pg_temp.counts(), '1 draft, 5 pending', 'they come');
select min(id) as first from jobs where job_type = 't_counted' \gset
select start_job(:first) \g /dev/null
select is(pg_temp.claim(:executor, 4), 'a a a a', 'four start');
select is(pg_temp.counts(), '4 in_progress, 2 pending', 'claims are counted');
select is(pg_temp.fold(), '4 in_progress, 2 pending', 'and added up');
select pg_temp.report(job_id, 'a') from running order by job_id limit 2 \g /dev/null
select pg_temp.fail(job_id, 'a') from running order by job_id limit 1 \g /dev/null
select is(pg_temp.counts(), '2 completed, 1 failed, 1 in_progress, 2 pending', 'ends are');
select cancel_job(id, 'enough') from jobs where job_type = 't_counted'
  and finished_at is null \g /dev/null
select is(pg_temp.counts(), '2 cancelled, 1 cancelling, 2 completed, 1 failed',
  'cancelled ones are');
select retry_job(id) from jobs where job_type = 't_counted' and status = 'failed' \g /dev/null
select set_step_status(id, 'a', 'failed', 'it lies') from jobs
where job_type = 't_counted' and status = 'completed' order by id limit 1 \g /dev/null
select is(pg_temp.fold(), '2 cancelled, 1 cancelling, 1 completed, 1 failed, 1 in_progress',
  'what people do is');
delete from jobs where job_type = 't_counted' and status = 'cancelled';
select is(pg_temp.counts(), '1 cancelling, 1 completed, 1 failed, 1 in_progress', 'what leaves is');
delete from step_rows as step where not exists (select from jobs where id = step.job_id);
delete from job_events as event where not exists (select from jobs where id = event.job_id);
select is((select count(*) from job_totals where jobs = 0 and block >= 0), 0::bigint,
  'of nothing, nothing is kept');

select * from finish();
rollback;
