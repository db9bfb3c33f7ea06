begin;
\ir ../fixtures.psql
select plan(21);
create function pg_temp.register(p_name text, p_host text, p_machine text default 'm1') returns jsonb language sql as
$$ select baton.register_executor(p_name, p_host, 1, 'boot', gen_random_uuid(), '1.0', (select schema_version from installation),
     '{default}', 9, false, '4026531836', 77, p_machine) $$;
select pg_temp.register('e', 'h') as first \gset
select (:'first')::jsonb ->> 'executor_id' as first_id \gset
select is((:'first')::jsonb -> 'predecessors', '[]', 'the first has none');
select pg_temp.job('[{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"]}]') as job \gset
select is(pg_temp.claim(:first_id), 'a b', 'it runs two steps');
select is(pg_temp.register('other', 'h') -> 'predecessors', '[]', 'another name has none');
select is(pg_temp.register('e', 'elsewhere') -> 'predecessors', '[]', 'nor has another host');

select pg_temp.register('e', 'h') as second \gset
select (:'second')::jsonb ->> 'executor_id' as second_id \gset
select (:'second')::jsonb -> 'predecessors' -> 0 as found \gset
select is((:'found')::jsonb - 'tokens',
  jsonb_build_object('executor_id', :first_id, 'pid', 1, 'boot_id', 'boot', 'pid_namespace', '4026531836', 'process_start', 77, 'same_machine', true),
  'the same name on the same host has, and learns which process that was');
select array_agg(token order by n) as tokens from running where job_id = :job \gset
select is((select array_agg(value::uuid order by value) from jsonb_array_elements_text((:'found')::jsonb -> 'tokens')),
  (select array_agg(token order by token::text) from running where job_id = :job), 'and what it holds');
select is(pg_temp.register('e', 'h', 'm2') -> 'predecessors' -> 0 -> 'same_machine', 'false', 'another machine id is told');
select is(pg_temp.register('e', 'h', '') -> 'predecessors' -> 0 -> 'same_machine', 'null', 'an unknown one, too');
select isnt((select machine from executors where id = :first_id), 'm1', 'the machine id itself is not stored');

select is(baton.release_predecessor(:second_id, :first_id, (:'tokens'::uuid[])[1:1]),
  jsonb_build_object('recovered', 0, 'failed', 0, 'left', 0, 'missing', jsonb_build_array((:'tokens'::uuid[])[2])),
  'a token that was not looked for is named');
select is((select status from executors where id = :first_id) || '; ' || pg_temp.states(:job), 'active; a running, b running', 'and nothing is changed');
select is(baton.release_predecessor(:second_id, :first_id, :'tokens'),
  '{"recovered": 2, "failed": 0, "left": 0, "missing": []}', 'with all of them');
select is((select status from executors where id = :first_id) || '; ' || pg_temp.states(:job), 'lost; a ready (orphaned), b ready (orphaned)', 'the predecessor is lost, its steps run again');
select is((select array_agg(outcome || ' ' || error_message) from attempts where job_id = :job),
  array_fill('lost its executor died and was started again'::text, '{2}'), 'counted as lost');
select is((select array_agg(lost_attempts) from steps where job_id = :job), '{1,1}', 'against the budget of lost attempts');
select is(baton.release_predecessor(:second_id, :first_id, '{}'), '{"recovered": 0, "failed": 0, "left": 0, "missing": []}', 'a second time changes nothing');
select throws_ok(format('select pg_temp.claim(%s)', :first_id), 'BT041', null, 'the predecessor claims no more');
select matches(pg_temp.report_as(:first_id, :job, 1, (:'tokens'::uuid[])[1], '{"ended": "exited", "exit_code": 0}'),
  '^stale: .*lost', 'and its reports are stale');
select throws_ok(format('select baton.release_predecessor(%s, %s, ''{}'')', :second_id, pg_temp.executor('stranger')), 'BT044',
  null, 'another name is not one''s predecessor');
select throws_ok(format('select baton.release_predecessor(%s, %s, ''{}'')', :second_id, :second_id), 'BT044', null, 'nor is oneself');
select throws_ok(format('select baton.release_predecessor(%s, %s, ''{}'')', :first_id, :second_id), 'BT041', null, 'who is not alive releases nobody');

select * from finish();
rollback;
