begin;
\ir ../fixtures.psql
select plan(14);

select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"], "depends_on": ["a"]}]}') \g /dev/null
select is(baton.create_batch('import', '[{"n": 1}, {"n": 2}, {"n": 3}, {"n": 4}]', 't', p_organisation_id => 'o'), 4::bigint, 'four jobs of a type');
select is((select array_agg((parameters ->> 'n')::int order by id) from baton.jobs where batch_id = 'import'), '{1,2,3,4}', 'in their order, each with its parameters');
select is(baton.create_batch('mixed', '[{"job_type": "t", "subject": "s", "priority": 7, "idempotency_key": "k", "auto_start": false},
  {"steps": [{"key": "x", "command": ["x"]}], "parameters": {"p": 1}, "run_at": "2030-01-02 00:00+00", "deadline": "2030-01-03 00:00+00"}]'), 2::bigint, 'jobs of any kind');
select is((select string_agg(concat_ws(' ', coalesce(job_type, 'ad hoc'), subject, priority, idempotency_key, status, run_at, deadline, parameters), '; ' order by id)
           from baton.jobs where batch_id = 'mixed'),
  't s 7 k draft {}; ad hoc 0 pending 2030-01-02 00:00:00+00 2030-01-03 00:00:00+00 {"p": 1}', 'with what they were given');

create function pg_temp.counts(p_name text) returns text language sql as $$
  select concat_ws(' ', jobs || ' jobs:', nullif(draft, 0) || ' draft', nullif(pending, 0) || ' pending', nullif(in_progress, 0) || ' in_progress',
    nullif(cancelling, 0) || ' cancelling', nullif(completed, 0) || ' completed', nullif(failed, 0) || ' failed', nullif(cancelled, 0) || ' cancelled,',
    progress_percent || ' %', case when finished_at is not null then 'finished' end)
  from baton.batch_overview where name = p_name
$$;
select pg_temp.executor() as one \gset
select min(id) as j1, min(id) + 1 as j2, min(id) + 2 as j3, min(id) + 3 as j4 from baton.jobs where batch_id = 'import' \gset
select is(pg_temp.counts('import'), '4 jobs: 4 pending 0 %', 'all wait');
select pg_temp.claim(:one, 2) \g /dev/null
select pg_temp.report(:j1, 'a'), pg_temp.fail(:j2, 'a') \g /dev/null
select is(pg_temp.counts('import'), '4 jobs: 2 pending 1 in_progress 1 failed 12 %', 'one fails, one is half done: one of eight steps is done');
select is(baton.batch_status('import', 'o') ->> 'failed', '1', 'an application is told the same');
select is(baton.cancel_batch('import', 'enough', 'o'), '{"cancelled": 3, "cancelling": 0}', 'what has not ended is cancelled');
select is(pg_temp.counts('import'), '4 jobs: 1 failed 3 cancelled, 12 % finished', 'and counted');
select is(pg_temp.counts('mixed'), '2 jobs: 1 draft 1 pending 0 %', 'others are left alone');
select is(baton.retry_batch('import', 'o'), 4::bigint, 'all of them run again');
select is(pg_temp.counts('import'), '4 jobs: 4 in_progress 12 %', 'but for the step that had completed, which is still done');

insert into baton.jobs (job_type, batch_id) values ('t', 'loose'), ('t', 'loose'), ('t', 'import'), ('t', null);
select is(pg_temp.counts('loose'), '2 jobs: 2 pending 0 %', 'an INSERT names a batch, too');
select set_eq($$select name || coalesce(' of ' || organisation_id, '') from baton.batches$$,
  array['import of o', 'mixed', 'loose', 'import'], 'a name belongs to its organisation');

select * from finish();
rollback;
