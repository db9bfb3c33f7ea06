begin;
\ir ../../fixtures.psql
select plan(5);
insert into baton.queues (name) values ('q');
select pg_temp.executor('e', 4, '{q}') as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"], "queue": "q"}, {"key": "b", "command": ["x"], "queue": "q"}]') as job \gset
select pg_temp.pass('90 seconds') \g /dev/null
select is((select row(ready, oldest_ready_age, running, executors_alive, slots, paused)::text from queue_health where queue = 'q'),
  row(2::bigint, interval '90 seconds', 0::bigint, 1, 4, false)::text, 'two wait');
select is(pg_temp.claim(:executor, 1), 'a', 'one starts');
select is((select row(ready, running)::text from queue_health where queue = 'q'), row(1::bigint, 1::bigint)::text, 'one waits, one runs');
select is(pg_temp.claim(:executor, 1), 'b', 'the other starts');
select is((select row(ready, oldest_ready_age)::text from queue_health where queue = 'q'), row(0::bigint, null::interval)::text, 'an empty queue has no oldest step');

select * from finish();
rollback;
