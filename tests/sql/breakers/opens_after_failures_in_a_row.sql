begin;
\ir ../fixtures.psql
\ir fixtures.psql
select plan(10);
select pg_temp.executor() as executor \gset
select pg_temp.calls(6) as job \gset
select pg_temp.claim(:executor) \g /dev/null
select is(pg_temp.breaker(), 'closed 0', 'made closed when a definition names it');
select pg_temp.refuse(:job, 's1') \g /dev/null
select pg_temp.refuse(:job, 's2') \g /dev/null
select pg_temp.refuse(:job, 's3') \g /dev/null
select pg_temp.fail(:job, 's4') \g /dev/null
select is(pg_temp.breaker(), 'closed 3', 'a failure of a class that does not count says nothing about the service');
select pg_temp.report(:job, 's5') \g /dev/null
select is(pg_temp.breaker(), 'closed 0', 'a success ends the row');

select pg_temp.calls(7) as job \gset
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.refuse(:job, 's' || i) from generate_series(1, 4) as i \g /dev/null
select is(pg_temp.breaker(), 'closed 4', 'four in a row');
select pg_temp.refuse(:job, 's5') \g /dev/null
select is(pg_temp.breaker(), 'open 5', 'the fifth opens it');
select is((select reason from breaker_status where name = 't_service'), '5 failures in a row, the last NETWORK', 'and it says why');
select is((select probe_due_at from breaker_status where name = 't_service'), _now() + '30 seconds', 'for 30 seconds');
select is((select action || ': ' || from_status || ' to ' || to_status || ' by ' || actor from job_history order by id desc limit 1),
  'breaker t_service: closed to open by baton', 'the audit knows');
select pg_temp.calls(1) as other \gset
select is(pg_temp.claim(:executor), '', 'nothing starts that names it');
select is(pg_temp.state(:other, 's1'), 'ready (breaker:t_service)', 'and the step says what it waits for');
select * from finish();
rollback;
