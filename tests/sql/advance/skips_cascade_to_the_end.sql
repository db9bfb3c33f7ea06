begin;
\ir ../fixtures.psql
select plan(3);
select pg_temp.executor() as executor \gset
-- A chain of 50 steps whose first fails with "continue": all must end in the one transaction of the report.
select pg_temp.job((select jsonb_agg(jsonb_build_object('key', 's' || i, 'command', array['x'], 'on_failure', 'continue')
    || case when i > 1 then jsonb_build_object('depends_on', array['s' || i - 1]) else '{}'::jsonb end order by i)
  from generate_series(1, 50) as i)) as job \gset
select is(pg_temp.claim(:executor), 's1', 'the first runs');
select is(pg_temp.fail(:job, 's1'), 'recorded', 'and fails');
select is((select row(status, open_steps, finished_at is not null)::text from jobs where id = :job)
    || (select count(*) filter (where status = 'skipped' and status_reason = 'dependency_failed') from steps where job_id = :job),
  row('completed'::text, 0, true)::text || '49', 'the job has ended and left nothing pending');

select * from finish();
rollback;
