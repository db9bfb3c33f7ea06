begin;
\ir ../../refusal.psql
select plan(12);

select is(pg_temp.definition_refusal('[{"key": "a", "command": []}]'),
  'BT005: step a: command must be an array of strings that is not empty', 'empty');
select is(pg_temp.definition_refusal('[{"key": "a", "command": "ls -l"}]'),
  'BT005: step a: command must be an array of strings that is not empty', 'a line for a shell');
select is(pg_temp.definition_refusal('[{"key": "a", "command": ["x", 1]}]'),
  'BT005: step a: command must be an array of strings that is not empty', 'a number');
select is(pg_temp.definition_refusal(format('[{"key": "a", "command": [%s]}]', to_json(program))),
  'BT005: step a: the command''s program must be a plain name or a relative path, without ".." and placeholders', program)
from unnest(array['/bin/sh', '../sh', 'tools/../../sh', 'tools//sh', '{{parameters.program}}', 'rm -rf', '.', '']) as program;
select is(pg_temp.definition_refusal('[{"key": "a", "command": ["tools/upload-menu.v2.py"]}]'),
  'accepted (something was stored)', 'a relative path with dots in names');

select * from finish();
rollback;
