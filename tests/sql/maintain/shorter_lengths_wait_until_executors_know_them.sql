begin;
\ir ../fixtures.psql
select plan(22);

create function pg_temp.register(p_incarnation uuid) returns bigint language sql as $$
  select (baton.register_executor('one', 'test-host', 4711, 'boot', p_incarnation, '1.0',
    (select schema_version from baton.installation), '{default}', 100, false) ->> 'executor_id')::bigint
$$;
create function pg_temp.renew(p_executor bigint) returns jsonb language sql as $$
  select baton.renew_lease(p_executor, array(select token from running where executor_id = p_executor), 1000000, 'active')
$$;
create function pg_temp.ticks(p_length interval) returns boolean language plpgsql as $$
declare
  v_result jsonb;
begin
  perform pg_temp.pass(p_length);
  v_result := baton.maintain();
  perform baton.maintain();
  return v_result -> 'ticked';
end $$;
create function pg_temp.due() returns bigint language sql as $$ select tick_due_ms from baton._due_times(false) $$;
create function pg_temp.alive(p_executor bigint) returns boolean language sql as $$
  select alive from executor_status where executor_id = p_executor
$$;

select pg_temp.executor('lives') as lives \gset
select pg_temp.job('[{"key": "a", "command": ["x"], "max_attempts": 1}]') as job \gset
select is(pg_temp.claim(:lives), 'a', 'a step runs');
update baton.settings set tick_interval = '1 second', lease_ticks = 2;
select ok(not pg_temp.ticks('9 seconds'), 'nobody knows of the shorter tick: it is not due');
select is(pg_temp.due(), 1000::bigint, 'nor is anybody told so');
select is(pg_temp.renew(:lives) -> 'tick_ms', '1000', 'a renewal tells');
select ok(pg_temp.ticks('1 second'), 'the old tick ends');
select ok(not pg_temp.ticks('9 seconds'), 'the answer may have been lost: until the next renewal the old tick holds');
select is(pg_temp.renew(:lives) -> 'lease_ms', '2000', 'that proves that it knows');
select ok(pg_temp.ticks('1 second'), 'now the tick is due');
select ok(pg_temp.ticks('1 second'), 'and the next after a second');
select is(pg_temp.due(), 1000::bigint, 'as all are told');
select ok(not pg_temp.alive(:lives), 'two ticks without a renewal end its lease');
select is(pg_temp.states(:job), 'a failed (orphaned)', 'and its attempt');

-- An executor that dies before it knows keeps its lease in its old ticks, and the others wait for it.
update baton.settings set tick_interval = '10 seconds', lease_ticks = 4;
select pg_temp.executor('dies') as dies \gset
update baton.settings set tick_interval = '1 second', lease_ticks = 2;
select is((
    select count(*) filter (where pg_temp.ticks('1 second'))
    from generate_series(1, 39)), 3::bigint, 'ten seconds each');
select ok(pg_temp.alive(:dies), 'its lease has four');
select ok(pg_temp.ticks('1 second'), 'the fourth');
select is((select status from executors where id = :dies), 'lost', 'ends it');
select ok(pg_temp.ticks('1 second') and pg_temp.ticks('1 second'), 'and the short tick begins');

-- Answers that are lost: an executor that registers again may still go by what it was told long ago.
update baton.settings set tick_interval = '10 seconds', lease_ticks = 6;
select pg_temp.register('00000000-0000-0000-0000-000000000001') as again \gset
update baton.settings set tick_interval = '1 second', lease_ticks = 2;
select pg_temp.renew(:again), pg_temp.register('00000000-0000-0000-0000-000000000001'),
  pg_temp.register('00000000-0000-0000-0000-000000000001') \g /dev/null
select ok(not pg_temp.ticks('9 seconds'), 'registrations prove nothing about answers');
select is((select lease_ticks from executors where id = :again), 6, 'nor of the lease');
select pg_temp.renew(:again) \g /dev/null
select ok(pg_temp.ticks('1 second') and pg_temp.ticks('1 second'), 'a renewal does');

-- Longer ones: the tick at once, the lease from the renewal that tells of it.
select pg_temp.executor('new') as new \gset
update baton.settings set tick_interval = '1 minute', lease_ticks = 5;
select ok(not pg_temp.ticks('59 seconds') and pg_temp.ticks('1 second'), 'a longer tick is counted at once');
select pg_temp.renew(:new) \g /dev/null
select is((select lease_ticks from executors where id = :new), 5, 'a lease that is renewed has as many');

select * from finish();
rollback;
