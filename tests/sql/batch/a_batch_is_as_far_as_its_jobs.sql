-- A batch of one job shows the percent of that job, whatever becomes of it.
begin;
\ir ../fixtures.psql
select plan(12);

select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]},
  {"key": "b", "command": ["x"], "depends_on": ["a"]}, {"key": "m", "manual": "Look", "depends_on": ["b"]},
  {"key": "c", "command": ["x"], "depends_on": ["m"], "when": {"parameters.c": "exists"}}]}') \g /dev/null
create function pg_temp.percents(p_job bigint) returns text language sql as $$
  select job.progress_percent || ' ' || batch.progress_percent
  from baton.job_overview as job
  join baton.batch_overview as batch on batch.name = job.batch_id
  where job.job_id = p_job
$$;
create function pg_temp.percent(p_name text) returns int language sql as $$
  select progress_percent from baton.batch_overview where name = p_name
$$;
select pg_temp.executor() as one \gset
select baton.create_batch('b', '[{}]', 't'), baton.create_batch('f', '[{}]', 't') \g /dev/null
select id as b from baton.jobs where batch_id = 'b' \gset
select id as f from baton.jobs where batch_id = 'f' \gset
select is(pg_temp.percents(:b), '0 0', 'nothing is done');
select pg_temp.claim(:one) \g /dev/null
update baton.running set progress = 50 where job_id = :b;
select is(pg_temp.percents(:b), '12 12', 'half of one of four steps');
select pg_temp.report(:b, 'a'), pg_temp.report(:f, 'a') \g /dev/null
select is(pg_temp.percents(:b), '25 25', 'one of four');
select pg_temp.claim(:one) \g /dev/null
select pg_temp.report(:b, 'b'), pg_temp.fail(:f, 'b') \g /dev/null
select is(pg_temp.percents(:f), '25 25', 'what failed, and what is skipped for it, is not done');
select baton.resolve_step(:b, 'm', 'skipped') \g /dev/null
select is(pg_temp.percents(:b), '100 100', 'what a person or a condition skipped is done');

select baton.retry_job(:f) \g /dev/null
select is(pg_temp.percents(:f), '25 25', 'of a job that runs again what was done is done');
select baton.cancel_job(:f) \g /dev/null
select is(pg_temp.percents(:f), '25 25', 'cancelled');

-- However the jobs leave.
select baton.archive_jobs(array[:b, :f]) \g /dev/null
select is(pg_temp.percent('b'), 100, 'by archive_jobs: all of it was done');
select is(pg_temp.percent('f'), 25, 'a quarter was');
select baton.create_batch('g', '[{}, {}]', 't') \g /dev/null
select pg_temp.claim(:one) \g /dev/null
select min(id) as g1, max(id) as g2 from baton.jobs where batch_id = 'g' \gset
select pg_temp.report(:g1, 'a'), pg_temp.report(:g2, 'a') \g /dev/null
select is(pg_temp.percent('g'), 25, 'two of eight');
select baton.cancel_batch('g') \g /dev/null
delete from baton.jobs where id = :g1;
select is(pg_temp.percent('g'), 25, 'by hand');
select is((select gone_done_steps || ' of ' || gone_steps from baton.batches where name = 'g'), '1 of 4',
  'which is what is kept');

select * from finish();
rollback;
