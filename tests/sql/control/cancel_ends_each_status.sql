begin;
\ir ../fixtures.psql
select plan(9);
select pg_temp.executor() as executor \gset
insert into baton.jobs (auto_start, steps) values (false, '[{"key": "a", "command": ["x"]}]') returning id as draft \gset
insert into baton.jobs (run_at, steps) values (baton._now() + interval '1 day', '[{"key": "a", "command": ["x"]}]') returning id as later \gset
select pg_temp.job('[{"key": "runs", "command": ["x"]}, {"key": "again", "command": ["x"]}, {"key": "person", "manual": "Look"},
  {"key": "waits", "command": ["x"], "depends_on": ["runs"]}, {"key": "clean", "command": ["x"], "depends_on": ["waits"], "run_if": "all_finished"}]') as job \gset
select is(baton.cancel_job(:draft, 'why'), 'cancelled', 'a draft');
select is(baton.cancel_job(:later), 'cancelled', 'a job for later');
select is((select count(*) from timers where job_id = :later), 0::bigint, 'its timer is gone');
select is(pg_temp.claim(:executor), 'runs again', 'two run');
select is(pg_temp.stumble(:job, 'again'), 'recorded', 'one is to be retried');
select is(baton.cancel_job(:job, 'ordered twice'), 'cancelling', 'a job with a running script is cancelling');
select is(pg_temp.states(:job), 'runs running (cancelled), again cancelled (cancelled), person cancelled (cancelled), waits cancelled (cancelled), clean cancelled (cancelled)',
  'what does not run has ended at once, clean-up too');
select is((select count(*) from timers where job_id = :job) + (select count(*) from ready where job_id = :job), 0::bigint, 'no timer and no queue entry is left');
select is(baton.cancel_job(:draft), 'cancelled', 'cancelling what has ended changes nothing');

select * from finish();
rollback;
