-- A claim takes what comes first over lanes with and without limits.
begin;
\ir ../fixtures.psql
\ir fixtures.psql
select plan(7);
insert into concurrency_limits (name, slots) values ('t_browser', 2), ('t_printer', 5);
select pg_temp.executor('one') as one \gset
insert into jobs (priority, steps) values
  (1, '[{"key": "p1", "command": ["x"], "limit": "t_browser"}]'), (5, '[{"key": "p5", "command": ["x"]}]'),
  (3, '[{"key": "p3", "command": ["x"], "limit": "t_browser"}]'), (4, '[{"key": "p4", "command": ["x"], "limit": "t_printer"}]'),
  (2, '[{"key": "p2", "command": ["x"]}]'), (3, '[{"key": "p3_later", "command": ["x"]}]');
select is(pg_temp.claim(:one, 1), 'p5', 'the highest priority needs no slot');
select is(pg_temp.claim(:one, 1), 'p4', 'the next one does');
select is(pg_temp.claim(:one, 1), 'p3', 'then the older one');
select is(pg_temp.claim(:one, 1), 'p3_later', 'then the younger one, without slot');
select is(pg_temp.claim(:one, 1), 'p2', 'and so on');
select is(pg_temp.claim(:one, 1), 'p1', 'to the last');
insert into jobs (priority, steps) values
  (9, '[{"key": "a1", "command": ["x"], "limit": "t_printer"}, {"key": "a2", "command": ["x"]}]'),
  (8, '[{"key": "b1", "command": ["x"], "limit": "t_printer"}, {"key": "b2", "command": ["x"]}]');
select is(pg_temp.claim(:one, 2), 'a1 a2', 'in one claim, too');
select * from finish();
rollback;
