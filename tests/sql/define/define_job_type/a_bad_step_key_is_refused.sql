begin;
\ir ../../refusal.psql
select plan(4);

select is(pg_temp.definition_refusal('[{"command": ["x"]}]'),
  'BT005: step number 1: key must be a name of up to 63 letters, digits, "_" and "-"', 'none');
select is(pg_temp.definition_refusal('[{"key": "a", "command": ["x"]}, {"key": "two words", "command": ["x"]}]'),
  'BT005: step number 2: key must be a name of up to 63 letters, digits, "_" and "-"', 'a space; the step is counted');
select is(pg_temp.definition_refusal('[{"key": "1a", "command": ["x"]}]'),
  'BT005: step number 1: key must be a name of up to 63 letters, digits, "_" and "-"', 'a digit first');
select is(pg_temp.definition_refusal(format('[{"key": "%s", "command": ["x"]}]', repeat('k', 64))),
  'BT005: step number 1: key must be a name of up to 63 letters, digits, "_" and "-"', 'too long');

select * from finish();
rollback;
