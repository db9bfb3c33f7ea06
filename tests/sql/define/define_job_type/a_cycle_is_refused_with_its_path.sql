begin;
\ir ../../refusal.psql
select plan(4);

select is(pg_temp.definition_refusal('[{"key": "a", "command": ["x"], "depends_on": ["b"]},
                                       {"key": "b", "command": ["x"], "depends_on": ["a"]}]'),
  'BT010: the steps depend on each other in a cycle: a -> b -> a', 'two steps');
select is(pg_temp.definition_refusal('[{"key": "first", "command": ["x"]},
                                       {"key": "a", "command": ["x"], "depends_on": ["first", "c"]},
                                       {"key": "b", "command": ["x"], "depends_on": ["a"]},
                                       {"key": "c", "command": ["x"], "depends_on": ["b"]},
                                       {"key": "last", "command": ["x"], "depends_on": ["c"]}]'),
  'BT010: the steps depend on each other in a cycle: a -> c -> b -> a',
  'three steps; those before and behind the cycle are not shown');
select is(pg_temp.definition_refusal('[{"key": "late", "command": ["x"], "depends_on": ["b"]},
                                       {"key": "a", "command": ["x"], "depends_on": ["b"]},
                                       {"key": "b", "command": ["x"], "depends_on": ["a"]}]'),
  'BT010: the steps depend on each other in a cycle: b -> a -> b',
  'a walk that begins behind the cycle shows only the cycle');
select is(pg_temp.definition_refusal('[{"key": "a", "phase": "one", "command": ["x"], "depends_on": ["b"]},
                                       {"key": "b", "phase": "two", "command": ["x"]}]'),
  'BT010: the steps depend on each other in a cycle: a -> b -> a', 'a dependency that comes from a phase counts');

select * from finish();
rollback;
