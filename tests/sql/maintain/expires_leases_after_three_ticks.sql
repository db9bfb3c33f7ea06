begin;
\ir ../fixtures.psql
select plan(5);
select pg_temp.executor('dies') as dies \gset
select pg_temp.executor('lives') as lives \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"]}]') as job \gset
select is(pg_temp.claim(:dies, 1) || pg_temp.claim(:lives, 1), 'ab', 'one step each');
create function pg_temp.tick() returns void language plpgsql as $$
begin
  perform pg_temp.pass('10 seconds');
  perform baton.maintain();
  perform baton.maintain();
end $$;
select pg_temp.tick() \g /dev/null
select pg_temp.tick() \g /dev/null
select baton.renew_lease(:lives, array(select token from running where executor_id = :lives), 1000000, 'active') \g /dev/null
select is(pg_temp.states(:job), 'a running, b running', 'two ticks missed: nothing is lost');
select pg_temp.tick() \g /dev/null
select is(pg_temp.states(:job), 'a ready (orphaned), b running', 'three: the attempt is recovered, the other one''s is not');
select is((select status from executors where id = :dies), 'lost', 'the executor is lost');
select throws_ok(format('select baton.renew_lease(%s, ''{}'', 0, ''active'')', :dies), 'BT041', null, 'and cannot renew any more');

select * from finish();
rollback;
