begin;
\ir ../fixtures.psql
select plan(5);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"], "backoff": "fixed"}]') as job \gset
select is(pg_temp.claim(:executor), 'a', 'first attempt');
select is(pg_temp.stumble(:job, 'a'), 'recorded', 'fails');
select pg_temp.pass('999 milliseconds') \g /dev/null
select is((select row(token, next_due_ms)::text from baton.claim_steps(:executor, nextval('call_numbers'), 1)), row(null::uuid, 1::bigint)::text, 'too early, and the answer says by how much');
select pg_temp.pass('1 millisecond') \g /dev/null
select is(pg_temp.claim(:executor), 'a', 'a claim at its time takes it, without maintain()');
select is((select count(*) from timers where job_id = :job), 0::bigint, 'its timer is gone');

select * from finish();
rollback;
