begin;
\ir ../fixtures.psql
select plan(1);
select pg_temp.executor() as executor \gset
insert into baton.jobs (priority, steps) values (0, '[{"key": "first", "command": ["x"]}]');
insert into baton.jobs (priority, steps) values (5, '[{"key": "high", "command": ["x"]}]');
insert into baton.jobs (priority, steps) values (-5, '[{"key": "low", "command": ["x"]}]');
insert into baton.jobs (priority, steps) values (0, '[{"key": "second", "command": ["x"]}]');
select is(
  array[pg_temp.claim(:executor, 1), pg_temp.claim(:executor, 1), pg_temp.claim(:executor, 1), pg_temp.claim(:executor, 1), pg_temp.claim(:executor, 1)],
  array['high', 'first', 'second', 'low', ''], 'priority first, then age');

select * from finish();
rollback;
