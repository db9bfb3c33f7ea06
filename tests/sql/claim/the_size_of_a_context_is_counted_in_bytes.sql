begin;
\ir ../fixtures.psql
select plan(2);
update baton.settings set max_context_bytes = 2000;
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"], "depends_on": ["a"]}]') as job \gset
select pg_temp.claim(:executor) \g /dev/null
select is(pg_temp.report(:job, 'a', format('{"ended": "exited", "exit_code": 0, "outputs": {"x": "%s"}}', repeat('日', 700))::jsonb), 'recorded', '700 characters of three bytes');
select matches((select unstartable from baton.claim_steps(:executor, nextval('call_numbers'), 1)), 'has 21[0-9]{2} bytes, more than max_context_bytes', 'are over 2000 bytes');
select * from finish();
rollback;
