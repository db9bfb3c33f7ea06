begin;
\ir ../fixtures.psql
select plan(35);
create function public.t_effect(bigint, jsonb) returns jsonb language sql as $$ select '{}'::jsonb $$;
create function pg_temp.done(p_job bigint, p_key text, p_outputs jsonb default '{}') returns text language sql as $$
  select pg_temp.report(p_job, p_key, jsonb_build_object('ended', 'exited', 'exit_code', 0, 'outputs', p_outputs))
$$;
select pg_temp.executor() as executor \gset
create function pg_temp.chain() returns bigint language sql as $$
  select pg_temp.job('[{"key": "x", "command": ["x"]}, {"key": "s", "sql": "public.t_effect", "depends_on": ["x"]},
    {"key": "y", "command": ["y", "{{context.s.rows}}"], "depends_on": ["s"]}]')
$$;
create function pg_temp.run_chain(p_executor bigint, p_job bigint) returns text language plpgsql as $$
begin
  perform pg_temp.claim(p_executor), pg_temp.done(p_job, 'x');
  perform pg_temp.claim(p_executor), pg_temp.done(p_job, 's', '{"rows": 3}');
  perform pg_temp.claim(p_executor), pg_temp.fail(p_job, 'y');
  return pg_temp.states(p_job);
end $$;

select pg_temp.chain() as job \gset
select is(baton.check_retry(:job) #>> '{errors,0,code}', 'BT054', 'what has not ended cannot be run again');
select is(pg_temp.run_chain(:executor, :job), 'x completed, s completed, y failed (error)', 'it fails behind its SQL step');

-- The preview.
select is(baton.check_retry(:job) -> 'affected', '[{"step": "y", "from": "failed", "from_reason": "error", "to": "pending", "why": "it failed"}]', 'only what failed');
select is(baton.check_retry(:job) -> 'sql_steps', '[]', 'no SQL step runs again');
select is(baton.check_retry(:job, 'x') -> 'affected', '[
  {"step": "x", "from": "completed", "to": "pending", "why": "asked for"},
  {"step": "s", "from": "completed", "to": "pending", "why": "after x, which runs again"},
  {"step": "y", "from": "failed", "from_reason": "error", "to": "pending", "why": "it failed"}]', 'from its beginning');
select is(baton.check_retry(:job, 'x') -> 'sql_steps', '["s"]', 'the SQL step is named');
select is(baton.check_retry(:job, 'x') -> 'warnings', '[{"step": "s", "message": "s is a SQL step that was done: its function is called once more"}]', 'in a sentence, too');
select is(baton.check_retry(:job, 'x', true) -> 'sql_steps', '[]', 'it can be left');
select is(baton.check_retry(:job, 'x', true) #> '{affected,1}',
  '{"step": "s", "from": "completed", "to": "completed", "to_reason": "kept", "why": "SQL step that is done: its function is not called"}', 'and that is shown');
select is(baton.check_retry(:job, 's', true) -> 'sql_steps', '["s"]', 'the step that is named runs in any case');
select is(baton.check_step_change(:job, 'x', 'pending') #> '{warnings}', '[{"step": "s", "message": "s is a SQL step that was done: its function is called once more"}]', 'an edit says it, too');
select is(pg_temp.job_state(:job), 'failed (step_failed)', 'nothing has changed');

-- Left done: in its turn it completes, with its outputs.
select is(baton.retry_job(:job, 'x', p_keep_sql_steps => true, p_reason => 'wrong file'), 'in_progress', 'run again');
select is((select row(action, step_key, actor, reason)::text from job_history where job_id = :job order by id desc limit 1),
  row('retry_job'::text, 'x'::text, session_user::text, 'wrong file; left done: s'::text)::text, 'the choice is recorded');
select is(pg_temp.states(:job), 'x ready, s pending (dependencies), y pending (dependencies)', 'all of them wait for x');
select matches(baton.explain_step(:job, 's'), 'its function is not called', 'explain_step says it');
select is(pg_temp.claim(:executor), 'x', 'x');
select is(pg_temp.done(:job, 'x'), 'recorded', 'x is done');
select is(pg_temp.states(:job), 'x completed, s completed (kept), y ready', 's completes, y follows');
select is((select row(attempts, generation, outputs)::text from steps where job_id = :job and key = 's'), row(1, 2, '{"rows": 3}'::jsonb)::text, 'without an attempt');
select is((select command::text from baton.claim_steps(:executor, nextval('call_numbers'), 1)), '["y", "3"]', 'its outputs are there');
select matches(baton.explain_step(:job, 's'), 'it was done before', 'explain_step says that, too');
select is(pg_temp.done(:job, 'y'), 'recorded', 'y is done');
select is(pg_temp.job_state(:job), 'completed', 'the job, too');

-- Without the choice it runs again.
select is(baton.retry_job(:job, 'x'), 'in_progress', 'again');
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.done(:job, 'x') \g /dev/null
select is(pg_temp.states(:job), 'x completed, s ready, y pending (dependencies)', 's is to run');

-- What was left done stays so if the retry comes to nothing.
select pg_temp.chain() as job \gset
select pg_temp.run_chain(:executor, :job) \g /dev/null
select baton.retry_job(:job, 'x', true) \g /dev/null
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.fail(:job, 'x') \g /dev/null
select is(pg_temp.states(:job), 'x failed (error), s skipped (dependency_failed), y skipped (dependency_failed)', 'x fails');
select is(baton.check_retry(:job) -> 'sql_steps', '[]', 's would not run');
select is(baton.check_step_change(:job, 'x', 'completed') #>> '{affected,1,to_reason}', 'kept', 'nor if a person says that x is done');
select is(baton.set_step_status(:job, 'x', 'completed', 'by phone') ->> 'applied', 'true', 'a person says so');
select is(pg_temp.states(:job), 'x completed (manual), s completed (kept), y ready', 'y follows');
select baton.cancel_job(:job) \g /dev/null

select pg_temp.chain() as job \gset
select pg_temp.run_chain(:executor, :job) \g /dev/null
select baton.retry_job(:job, 'x', true) \g /dev/null
select baton.cancel_job(:job) \g /dev/null
select is(baton.retry_job(:job), 'in_progress', 'cancelled and run again');
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.done(:job, 'x') \g /dev/null
select is(pg_temp.states(:job), 'x completed, s completed (kept), y ready', 's was left done');
-- A reset by hand runs it.
select is(baton.reset_step(:job, 's', 'once more') ->> 'applied', 'true', 'a reset by hand');
select is(pg_temp.state(:job, 's'), 'ready', 'runs it');

select * from finish();
rollback;
