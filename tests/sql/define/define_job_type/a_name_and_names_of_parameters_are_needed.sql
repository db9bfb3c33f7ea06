begin;
\ir ../../refusal.psql
select plan(6);

select is(pg_temp.refusal($$select baton.define_job_type('{"steps": [{"key": "a", "command": ["x"]}]}')$$),
  'BT005: the definition: job_type must be a name of up to 128 letters, digits, "_", ".", ":" and "-"', 'no name');
select is(pg_temp.refusal($$select baton.define_job_type('{"job_type": "1st", "steps": [{"key": "a", "command": ["x"]}]}')$$),
  'BT005: the definition: job_type must be a name of up to 128 letters, digits, "_", ".", ":" and "-"', 'one that begins with a digit');
select is(pg_temp.definition_refusal('[{"key": "a", "command": ["x"]}]', '{"required_parameters": "email"}'),
  'BT005: the definition: required_parameters must be an array of names', 'required parameters that are no array');
select is(pg_temp.definition_refusal('[{"key": "a", "command": ["x"]}]', '{"required_parameters": ["email", 5]}'),
  'BT005: the definition: required_parameters must be an array of names', 'and one that is no name');
select is(pg_temp.step_refusal(format('{"rules": [{"match": "stdout", "pattern": "%s", "output": "o"}]}', repeat('x', 1001))),
  'BT013: step a: rule 1: the pattern is longer than 1000 characters', 'a pattern of 1001 characters');
select is(pg_temp.step_refusal(format('{"rules": [{"match": "stdout", "pattern": "%s", "output": "o"}]}', repeat('x', 1000))),
  'accepted (something was stored)', 'one of 1000 is short enough');

select * from finish();
rollback;
