-- A session's mark in one lane must not let less urgent work of another lane go first.
begin;
\ir ../fixtures.psql
select plan(2);
insert into baton.queues (name) values ('q');
select pg_temp.executor('e', 100, '{default,q}') as executor \gset
insert into baton.jobs (priority, steps) values (5, '[{"key": "high", "command": ["x"]}]');
select ready.lane, ready.priority, ready.id from ready \gset marked_
select is(pg_temp.claim(:executor, 1), 'high', 'the first is claimed');
-- As if that had taken long.
select set_config('baton.ready_marks', json_build_object('tick', clock.tick, :marked_lane || '/' || :marked_priority, :marked_id)::text, false)
from clock \g /dev/null
insert into baton.jobs (priority, steps) values (0, '[{"key": "default0", "command": ["x"]}]');
insert into baton.jobs (priority, steps) values (-3, '[{"key": "q-3", "command": ["x"], "queue": "q"}]');
select is(array[pg_temp.claim(:executor, 1), pg_temp.claim(:executor, 1)], array['default0', 'q-3'], 'the more urgent one is next');

select * from finish();
rollback;
