begin;
\ir ../../fixtures.psql
select plan(4);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"]}]') as job \gset
select is(baton.job_context(:job), '{}', 'nothing has ended: empty, not null');
select is(pg_temp.claim(:executor), 'a b', 'both run');
select is(pg_temp.report(:job, 'a', '{"ended": "exited", "exit_code": 0, "outputs": {"items": 148}}'), 'recorded', 'a ends');
select is(baton.job_context(:job), '{"a": {"items": 148}}', 'outputs are keyed by step');

select * from finish();
rollback;
