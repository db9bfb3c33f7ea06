begin;
\ir ../fixtures.psql
select plan(8);
select pg_temp.executor() as executor \gset
create function public.t_effect(bigint, jsonb) returns jsonb language sql as $$ select '{}'::jsonb $$;
select pg_temp.job('[{"key": "a", "sql": "public.t_effect"}, {"key": "b", "command": ["x"], "depends_on": ["a"]}]') as job \gset
select kind, token from baton.claim_steps(:executor, 1, 1) \gset
select is(:'kind'::text, 'sql', 'a SQL step');
select throws_ok(format('select baton.complete_sql_step(gen_random_uuid(), %s, 1, null)', :job), 'BT042', null, 'a token that is not held rolls the effect back');
select throws_ok(format('select baton.complete_sql_step(%L, %s, 1, ''[]'')', :'token', :job), 'BT045', null, 'outputs are an object');
select lives_ok(format('select baton.complete_sql_step(%L, %s, 1, ''{"n": 3}'')', :'token', :job), 'the holder completes it');
select is((select row(status, outputs)::text from steps where job_id = :job and n = 1), row('completed'::text, '{"n": 3}'::jsonb)::text, 'completed with its outputs');
select throws_ok(format('select baton.complete_sql_step(%L, %s, 1, null)', :'token', :job), 'BT042', null, 'exactly once');
select is(pg_temp.report_as(:executor, :job, 1, :'token', '{"ended": "sql_failed", "sqlstate": "08006"}'), 'already_recorded', 'a commit whose answer was lost is known');
select is(pg_temp.claim(:executor), 'b', 'what depends on it follows');

select * from finish();
rollback;
