begin;
\ir ../fixtures.psql
select plan(2);
insert into baton.queues (name) values ('q');
select pg_temp.executor('e', 100, '{default,q}') as executor \gset
insert into baton.jobs (priority, steps) values (0, '[{"key": "first", "command": ["x"]}]');
insert into baton.jobs (priority, steps) values (5, '[{"key": "high", "command": ["x"]}]');
insert into baton.jobs (priority, steps) values (-5, '[{"key": "low", "command": ["x"]}]');
insert into baton.jobs (priority, steps) values (0, '[{"key": "second", "command": ["x"]}]');
select is(
  array[pg_temp.claim(:executor, 1), pg_temp.claim(:executor, 1), pg_temp.claim(:executor, 1), pg_temp.claim(:executor, 1), pg_temp.claim(:executor, 1)],
  array['high', 'first', 'second', 'low', ''], 'priority first, then age');

insert into baton.jobs (priority, steps) values (0, '[{"key": "default0", "command": ["x"]}]');
insert into baton.jobs (priority, steps) values (3, '[{"key": "q3", "command": ["x"], "queue": "q"}]');
insert into baton.jobs (priority, steps) values (2, '[{"key": "default2", "command": ["x"]}]');
insert into baton.jobs (priority, steps) values (0, '[{"key": "q0", "command": ["x"], "queue": "q"}]');
select is(
  array[pg_temp.claim(:executor, 1), pg_temp.claim(:executor, 1), pg_temp.claim(:executor, 1), pg_temp.claim(:executor, 1)],
  array['q3', 'default2', 'default0', 'q0'], 'over all its queues at once');

select * from finish();
rollback;
