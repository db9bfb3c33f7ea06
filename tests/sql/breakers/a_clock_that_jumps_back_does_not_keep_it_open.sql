begin;
\ir ../fixtures.psql
\ir fixtures.psql
select plan(5);
select pg_temp.executor() as executor \gset
select pg_temp.calls(6) as job \gset
select pg_temp.claim(:executor, 5) \g /dev/null
select pg_temp.report_all(:job, array['s1', 's2', 's3', 's4', 's5']) \g /dev/null
select pg_temp.pass('-1 day');
select maintain(), maintain() \g /dev/null
select is((select probe_due_at from breaker_status where name = 't_service'), _now() + '30 seconds', 'the wait is a length');
select pg_temp.pass('30 seconds');
select is(pg_temp.claim(:executor, 1), 's6', 'a step tries after it');
select is((select count(*) from timers where kind = 'breaker'), 0::bigint, 'and its timer is gone');
select close_breaker('t_service') \g /dev/null
insert into timers (due_at, job_id, n, kind) select _now(), 0, id, 'breaker' from circuit_breakers where name = 't_service';
select pg_temp.claim(:executor) \g /dev/null
select is(pg_temp.breaker(), 'closed 0', 'a timer that is not the breaker''s changes nothing');
select is((select count(*) from timers where kind = 'breaker'), 0::bigint, 'and is not asked for again');
select * from finish();
rollback;
