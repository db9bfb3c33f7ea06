begin;
\ir ../fixtures.psql
select plan(9);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"], "depends_on": ["a"]}, {"key": "c", "command": ["x"], "depends_on": ["b"], "run_if": "all_finished"}]') as job \gset
create function pg_temp.gets(p_executor bigint) returns text language sql as $$
  select coalesce(string_agg(concat_ws(' ', spec::jsonb ->> 'key', attempt, generation, document::jsonb ->> 'checkpoint', document::jsonb ->> 'context'), '; '), '')
  from baton.claim_steps(p_executor, nextval('call_numbers'), 10) where token is not null
$$;
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.report(:job, 'a', '{"ended": "exited", "exit_code": 0, "outputs": {"menu": "m1"}, "checkpoint": {"row": 9}}') \g /dev/null
select is(pg_temp.gets(:executor), 'b 1 1 {"a": {"menu": "m1"}}', 'b gets the outputs of a');
select pg_temp.report(:job, 'b', '{"ended": "exited", "exit_code": 1, "rule_error": "VALIDATION", "checkpoint": {"item": 7}, "items": {"done": 7}}') \g /dev/null
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.report(:job, 'c', '{"ended": "exited", "exit_code": 0, "checkpoint": {"file": 1}}') \g /dev/null
select is(baton.retry_job(:job), 'in_progress', 'the job again');
select is(pg_temp.gets(:executor), 'b 2 2 {"item": 7} {"a": {"menu": "m1"}}', 'b resumes from its checkpoint, with the stored outputs; a is kept');
select is((select row(failures, items_done)::text from steps where job_id = :job and key = 'b'), row(null::jsonb, null::bigint)::text, 'its counts start anew');
select is((select checkpoint from steps where job_id = :job and key = 'c'), null, 'what depends on it starts from the beginning');
select pg_temp.report(:job, 'b', '{"ended": "exited", "exit_code": 0, "checkpoint": {"item": 20}}') \g /dev/null
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.report(:job, 'c') \g /dev/null
select is(baton.retry_job(:job, 'b'), 'in_progress', 'from b on, which had completed');
select is(pg_temp.gets(:executor), 'b 3 3 {"a": {"menu": "m1"}}', 'b starts over: its checkpoint was of work that was complete');
select is((select checkpoint from steps where job_id = :job and key = 'a'), '{"row": 9}', 'a is not touched');
select is((select array_agg(step_key || attempt || ' ' || outcome order by step_key, attempt) from attempts where job_id = :job and outcome <> 'running'),
  array['a1 completed', 'b1 failed', 'b2 completed', 'c1 completed', 'c2 completed'], 'the history is whole');
select * from finish();
rollback;
