begin;
\ir ../fixtures.psql
\ir fixtures.psql
select plan(14);
select pg_temp.executor('one') as one \gset
select pg_temp.uses(9) as job \gset
select is(pg_temp.holders(), '0 of 1, 9 wait', 'a limit that a definition names first lets one run');
select is(pg_temp.claim(:one), 's1', 'one');
update concurrency_limits set slots = 4 where name = 't_browser';
select is(pg_temp.claim(:one), 's2 s3 s4', 'raised: three more at once');
update concurrency_limits set slots = 3 where name = 't_browser';
select pg_temp.report(:job, 's1') \g /dev/null
select is(pg_temp.claim(:one), '', 'lowered: the first one that ends is not followed, though the first slot is free');
select is(pg_temp.holders(), '3 of 3, 5 wait', 'three run');
select pg_temp.report(:job, 's2') \g /dev/null
select is(pg_temp.claim(:one), 's5', 'but the next one is');
update concurrency_limits set slots = 0 where name = 't_browser';
select pg_temp.report(:job, 's3'), pg_temp.report(:job, 's4'), pg_temp.report(:job, 's5') \g /dev/null
select is(pg_temp.claim(:one), '', '0: none starts');
select ok(explain_step(:job, 's6') like '%lets no more than 0 run at once, and none does.%', 'explain_step says so');
update concurrency_limits set slots = 2 where name = 't_browser';
select is(pg_temp.claim(:one), 's6 s7', 'two again');
select throws_ok($$delete from concurrency_limits where name = 't_browser'$$, 'BT082',
  'concurrency limit t_browser is named by definitions that are kept', 'one that a definition names stays');
insert into concurrency_limits (name, slots, description) values ('t_unused', 2, 'x');
select lives_ok($$delete from concurrency_limits where name = 't_unused'$$, 'another one goes');
select is((select count(*) from slots where limit_name = 't_unused'), 0::bigint, 'with its slots');
select throws_like($$update concurrency_limits set slots = 1001 where name = 't_browser'$$, '%slots_are_between_0_and_1000%', 'policies have bounds');
select throws_like($$insert into concurrency_limits values ('a b')$$, '%name_has_up_to_63%', 'and names');
select * from finish();
rollback;
