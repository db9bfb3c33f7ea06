begin;
\ir ../../refusal.psql
select plan(14);

select is(pg_temp.definition_refusal(format('[{"key": "a", "command": ["x", %s]}]', to_json(text))), outcome, text)
from (values
  ('{{parameters.email}}',               'accepted (something was stored)'),
  ('--to={{ parameters.a.b }}/{{job.id}}', 'accepted (something was stored)'),
  ('{"a": {"b": 1}}',                    'accepted (something was stored)'),
  ('{{checkpoint.last_step}}',           'accepted (something was stored)'),
  ('{{email}}',          'BT014: step a: placeholder {{email}} is not a path'),
  ('{{secrets.key}}',    'BT014: step a: placeholder {{secrets.key}} is not a path'),
  ('{{}}',               'BT014: step a: placeholder {{}} is not a path'),
  ('{{parameters..a}}',  'BT014: step a: placeholder {{parameters..a}} is not a path'),
  ('{{parameters.a',     'BT014: step a: a placeholder is not closed'),
  ('{{context.b.id}}',   'BT014: step a: context.b.id names a step that it does not depend on')
) as cases (text, outcome);
select is(pg_temp.definition_refusal('[{"key": "b", "command": ["x"]},
                                       {"key": "a", "command": ["x"], "environment": {"ID": "{{context.b.id}}"}}]'),
  'BT014: step a: context.b.id names a step that it does not depend on', 'in the environment, of a step that is there');
select is(pg_temp.definition_refusal('[{"key": "a", "command": ["x"]}]', '{"defaults": {"environment": {"ID": "{{context.b.id}}"}}}'),
  'BT014: step a: context.b.id names a step that it does not depend on', 'in the environment of the defaults');
select is(pg_temp.step_refusal('{"rules": [{"match": "stdout", "pattern": "x", "output": "o", "default": "{{oops}}"}]}'),
  'BT014: step a: placeholder {{oops}} is not a path', 'in the default of an output');
select is(pg_temp.definition_refusal('[{"key": "c", "command": ["x"]},
                                       {"key": "b", "command": ["x"], "depends_on": ["c"]},
                                       {"key": "a", "command": ["x", "{{context.c.id}}"], "depends_on": ["b"]}]'),
  'accepted (something was stored)', 'a step that it depends on indirectly');

select * from finish();
rollback;
