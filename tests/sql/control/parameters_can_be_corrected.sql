begin;
\ir ../fixtures.psql
select plan(28);
select pg_temp.executor() as executor \gset
select baton.define_job_type('{"job_type": "t_sign_up", "required_parameters": ["email"], "steps": [
  {"key": "account", "command": ["x", "{{parameters.email}}", "{{parameters.plan.name:-basic}}"]},
  {"key": "extra", "command": ["x"], "when": {"parameters.plan.extra": "exists"}},
  {"key": "mail", "command": ["x", "{{parameters.email}}"], "depends_on": ["account"]}]}') \g /dev/null
insert into baton.jobs (job_type, parameters) values ('t_sign_up', '{"email": "ada@exmaple.com", "plan": {"name": "gold"}, "pin": 1}') returning id as job \gset
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.report(:job, 'account') \g /dev/null
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.fail(:job, 'mail') \g /dev/null
select is(pg_temp.states(:job), 'account completed, extra skipped (condition), mail failed (error)', 'mail fails for a wrong address');

-- What it would do.
create function pg_temp.checked(p_job bigint, p_parameters jsonb, p_from text default null) returns jsonb language sql as $$
  select baton.check_retry(p_job, p_from, p_parameters => p_parameters)
$$;
select is(pg_temp.checked(:job, '{"email": "ada@example.com"}') -> 'parameters', '{"changed": ["email"]}', 'names what is changed');
select is(pg_temp.checked(:job, '{"email": "ada@example.com"}') -> 'warnings',
  '[{"step": "account", "message": "account is done with the old value of email, and does not run again"}]', 'and what is done with the old value');
select is(pg_temp.checked(:job, '{"email": "ada@example.com"}', 'account') -> 'warnings', '[]', 'not if that runs again');
select is(pg_temp.checked(:job, '{"plan": {"extra": 1}}') #>> '{warnings,1,message}', 'extra stays skipped, although its condition asks for plan', 'a condition');
select is(pg_temp.checked(:job, '{"emial": "ada@example.com"}') #>> '{warnings,0,message}', 'parameter emial is new, and no placeholder names it', 'a typing error');
select is(pg_temp.checked(:job, '{"pin": null, "a": 1, "email": "x"}') -> 'parameters', '{"changed": ["email"], "added": ["a"], "removed": ["pin"]}', 'added and removed');
select is(pg_temp.checked(:job, '{"pin": 1}') -> 'parameters', '{}', 'the same value changes nothing');
select is(pg_temp.checked(:job, '{"pin": 1.0}') -> 'parameters', '{"changed": ["pin"]}', 'another number of digits does');
select is(pg_temp.checked(:job, null) -> 'parameters', '{}', 'none are given');
select is(pg_temp.checked(:job, parameters::jsonb) #>> '{errors,0,code}', code, 'refused: ' || parameters)
from (values ('[]', 'BT022'), ('{"email": null}', 'BT025')) as bad (parameters, code);
select is(pg_temp.checked(:job, '{"email": null}') ->> 'valid', 'false', 'and not valid');
select is(pg_temp.checked(:job, '{"email": "secret@example.com"}')::text ~ 'secret', false, 'values are not repeated');
select is((select parameters ->> 'email' from jobs where id = :job), 'ada@exmaple.com', 'nothing has changed');

-- Refused as an INSERT would be.
select throws_ok(format('select baton.retry_job(%s, p_parameters => ''{"email": null}'')', :job), 'BT025', 'required parameter email is missing', 'a required one stays');
select throws_ok(format('select baton.retry_job(%s, p_parameters => ''"x"'')', :job), 'BT022', null, 'no object');
select throws_ok(format('select baton.retry_job(%s, p_parameters => jsonb_build_object(''a'', repeat(''x'', %s)))', :job, (select max_parameters_bytes from settings)), 'BT023', null, 'too long');
select is(pg_temp.job_state(:job), 'failed (step_failed)', 'and the job stays as it is');

-- Corrected.
select is(baton.retry_job(:job, p_reason => 'typing error', p_parameters => '{"email": "ada@example.com", "plan": {"extra": 1}, "pin": null}'), 'in_progress', 'run again');
select is((select parameters from jobs where id = :job), '{"email": "ada@example.com", "plan": {"extra": 1}}', 'each replaces the one of its name whole, null removes it');
select is((select row(action, actor, reason)::text from job_history where job_id = :job order by id desc limit 1),
  row('retry_job'::text, session_user::text, 'typing error; parameters changed: email, plan; parameters removed: pin'::text)::text, 'recorded by name, without values');
select is(pg_temp.states(:job), 'account completed, extra skipped (condition), mail ready', 'completed work is kept');
select is((select command::text from baton.claim_steps(:executor, nextval('call_numbers'), 1)), '["x", "ada@example.com"]', 'the step gets the new value');
select is(pg_temp.report(:job, 'mail'), 'recorded', 'it is done');
select is(baton.retry_job(:job, 'extra', p_parameters => '{}'), 'in_progress', 'the skipped step, by name');
select is(pg_temp.state(:job, 'extra'), 'ready', 'its condition is asked again');
select baton.cancel_job(:job) \g /dev/null

-- An ad-hoc graph has required parameters, too.
insert into baton.jobs (parameters, steps) values ('{"a": 1}', '{"required_parameters": ["a"], "steps": [{"key": "s", "command": ["x"]}]}') returning id as job \gset
select baton.cancel_job(:job) \g /dev/null
select throws_ok(format('select baton.retry_job(%s, p_parameters => ''{"a": null}'')', :job), 'BT025', null, 'those of the graph');
select * from finish();
rollback;
