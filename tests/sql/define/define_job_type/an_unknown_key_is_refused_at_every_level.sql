begin;
\ir ../../refusal.psql
select plan(6);

select is(pg_temp.definition_refusal('[{"key": "a", "command": ["x"]}]', '{"stpes": []}'),
  'BT003: the definition: unknown key "stpes"', 'in the definition');
select is(pg_temp.definition_refusal('[{"key": "a", "command": ["x"]}]', '{"defaults": {"phase": "one"}}'),
  'BT003: defaults: unknown key "phase"', 'in the defaults');
select is(pg_temp.step_refusal('{"timout": "1 minute"}'), 'BT003: step a: unknown key "timout"', 'in a step');
select is(pg_temp.step_refusal('{"rules": [{"match": "stdout", "pattern": "x", "required": true, "flags": "i"}]}'),
  'BT003: step a: rule 1: unknown key "flags"', 'in a rule');
select is(pg_temp.refusal($$insert into baton.jobs (steps) values ('{"steps": [{"key": "a", "command": ["x"]}], "job_type": "x"}')$$),
  'BT003: the definition: unknown key "job_type"', 'in an inline definition');
select is(pg_temp.definition_refusal('["a"]'), 'BT005: step number 1 must be a JSON object', 'a step that is no object');

select * from finish();
rollback;
