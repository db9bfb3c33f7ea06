begin;
\ir ../fixtures.psql
select plan(4);
select pg_temp.executor() as executor \gset
select pg_temp.executor('next') as next \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as job \gset
select is(pg_temp.claim(:executor), 'a', 'a runs');
select is(baton.release_executor(:executor), 1, 'its executor leaves');
select is((select row(status, attempts, lost_attempts, failures)::text from steps where job_id = :job), row('ready'::text, 1, 0, null::jsonb)::text, 'handed back');
select is(pg_temp.claim(:next), 'a', 'another one takes it at once');

select * from finish();
rollback;
