begin;
\ir ../fixtures.psql
select plan(16);

create role t_ours login in role baton_executor;
create role t_other login in role baton_executor;
select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"], "environment": {"P": {"secret": "p"}}}]}') \g /dev/null
select baton.create_job('t', p_secrets => '{"p": "hunter2"}') as job \gset
create function pg_temp.registered(p_incarnation uuid) returns jsonb language sql as $$
  select baton.register_executor('one', 'test-host', 4711, 'boot', p_incarnation, '1.0', 1, '{default}', 4, false) $$;
select gen_random_uuid() as incarnation \gset

set session authorization t_ours;
select pg_temp.registered(:'incarnation') ->> 'executor_id' as ours \gset
select token as token from baton.claim_steps(:ours, 1, 1) \gset
set session authorization t_other;

select pg_temp.registered(gen_random_uuid()) as answer \gset
select is(:'answer'::jsonb -> 'predecessors', '[]', 'under its name and host another login is told no tokens');
select :'answer'::jsonb ->> 'executor_id' as other \gset
select throws_ok(format($$select pg_temp.registered(%L)$$, :'incarnation'), 'BT041', 'executor ' || :ours || ' was registered by another login',
  'it does not take the registration up');
select throws_ok(format($$select * from baton.claim_steps(%s, 2, 1)$$, :ours), 'BT041', 'executor ' || :ours || ' was registered by another login', 'or claim for it');
select throws_ok(format($$select * from baton.claim_steps(%s, 1, 1)$$, :ours), 'BT041', null, 'or ask for its claims again');
select throws_ok(format($$select baton.renew_lease(%s, '{}', 1, 'active')$$, :ours), 'BT041', null, 'or renew its lease, and hand its attempts back');
select throws_ok(format($$select * from baton.report_attempts(%s, 2, '[]')$$, :ours), 'BT041', 'this login has registered no executor ' || :ours, 'or report as it');
select throws_ok(format($$select baton.release_executor(%s)$$, :ours), 'BT041', null, 'or release it');
select throws_ok(format($$select baton.release_predecessor(%s, %s, '{}')$$, :other, :ours), 'BT044', null, 'or give up its attempts as a successor');
select throws_ok(format($$select baton.attempt_secrets(%s, %s, 1, %L)$$, :ours, :job, :'token'), 'BT041', null, 'or ask for secrets, even with its token');
select throws_ok(format($$select * from baton.ended_attempts(%s, '[]')$$, :ours), 'BT041', null, 'or what has ended');
select is(baton.save_checkpoint(:ours, :job, 1, :'token', '{"x": 1}'), false, 'or save checkpoints');
select is(baton.append_output(:ours, jsonb_build_array(jsonb_build_object('job_id', :job, 'n', 1, 'token', :'token',
  'stream', 'stdout', 'start', 0, 'end', 1, 'text', 'x'))), 0, 'or output');
select is(baton.record_progress(:ours, jsonb_build_array(jsonb_build_object('job_id', :job, 'n', 1, 'token', :'token', 'percent', 99))), 0, 'or progress');

set session authorization t_ours;
select is(baton.attempt_secrets(:ours, :job, 1, :'token'), '{"p": "hunter2"}', 'all of which is its own');
select is(pg_temp.registered(:'incarnation') -> 'resumed', 'true', 'also on a new connection');
select is(jsonb_array_length(pg_temp.registered(gen_random_uuid()) #> '{predecessors,0,tokens}'), 1, 'and of its successor, with the same login');

reset session authorization;
select * from finish();
rollback;
