begin;
\ir ../fixtures.psql
select plan(4);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"]}, {"key": "c", "command": ["x"], "depends_on": ["a", "b"]}]') as job \gset
select is(pg_temp.claim(:executor), 'a b', 'both run');
select is((select count(*) from baton.report_attempts(:executor, 1000, (
    select jsonb_agg(jsonb_build_object('job_id', job_id, 'n', n, 'token', token, 'ended', 'exited', 'exit_code', 0))
    from running where job_id = :job)) where result = 'recorded'), 2::bigint, 'both end in one call');
select is((select count(*) from ready where job_id = :job), 1::bigint, 'their child is in the queue once');
select is(pg_temp.claim(:executor), 'c', 'and runs');

select * from finish();
rollback;
