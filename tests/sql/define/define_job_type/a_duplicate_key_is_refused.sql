begin;
\ir ../../refusal.psql
select plan(1);

select is(pg_temp.definition_refusal('[{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"]}, {"key": "a", "manual": "y"}]'),
  'BT007: step a is defined more than once', 'the key is named');

select * from finish();
rollback;
