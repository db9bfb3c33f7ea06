begin;
\ir ../fixtures.psql
\ir fixtures.psql
select plan(14);
select pg_temp.executor('one') as one \gset
select pg_temp.executor('two') as two \gset
insert into circuit_breakers (name, threshold, open_for) values ('t_service', 2, '1 minute');
select pg_temp.calls(5) as job \gset
select is(pg_temp.claim(:one, 2), 's1 s2', 'two start');
select pg_temp.report_all(:job, array['s1', 's2']) \g /dev/null
select is(pg_temp.breaker(), 'open 2', 'the row''s threshold holds');
select pg_temp.pass('59 seconds');
select is(pg_temp.claim(:one), '', 'open for its minute');
select pg_temp.pass('1 second');
select is(pg_temp.claim(:one, 4), 's3', 'then one step tries, however many are wanted');
select is(pg_temp.breaker(), 'half_open 2', 'half-open');
select is(pg_temp.claim(:two), '', 'and no other, nowhere');
select ok(explain_step(:job, 's4') like '%half-open: step s3 of job % tries first%', 'explain_step names the one');
select pg_temp.report(:job, 's3', '{"ended": "interrupted"}') \g /dev/null
select is(pg_temp.claim(:two), 's4', 'a probe that was handed back makes room for the next');
select pg_temp.refuse(:job, 's4') \g /dev/null
select is(pg_temp.breaker(), 'open 3', 'its failure opens again');
select is((select probe_due_at from breaker_status where name = 't_service'), _now() + '1 minute', 'for as long as before');
select pg_temp.pass('1 minute');
select is(pg_temp.claim(:two), 's5', 'the next one tries');
select pg_temp.report(:job, 's5') \g /dev/null
select is(pg_temp.breaker(), 'closed 0', 'its success closes');
select alike(pg_temp.claim(:two, 1), 's_', 'and the others flow again, a claim at a time');
select is((select count(*) from string_to_table(pg_temp.claim(:one), ' ')), 3::bigint, 'all of them');
select * from finish();
rollback;
