begin;
\ir ../../refusal.psql
select plan(16);

select is(pg_temp.step_refusal('{"rules": {}}'), 'BT005: step a: rules must be an array', 'rules that are no array');
select is(pg_temp.step_refusal('{"rules": [{"match": "stdout", "pattern": "x", "required": true}, {"match": "stdout", "pattern": "x"}]}'),
  'BT013: step a: rule 2 has no effect', 'no effect; the rule is counted');
select is(pg_temp.step_refusal('{"rules": [{"match": "stdout", "pattern": "x", "output": "o", "checkpoint": "c"}]}'),
  'BT013: step a: rule 1 has more than one effect: output, checkpoint', 'two effects');
select is(pg_temp.step_refusal('{"rules": [{"pattern": "x", "output": "o"}]}'),
  'BT013: step a: rule 1 needs match and pattern', 'no stream');
select is(pg_temp.step_refusal('{"rules": [{"match": "both", "pattern": "x", "output": "o"}]}'),
  'BT005: step a: rule 1: match must be one of stdout, stderr', 'an unknown stream');
select is(pg_temp.step_refusal('{"rules": [{"match": "stdout", "pattern": "(", "output": "o"}]}'),
  'BT013: step a: rule 1: the pattern is not a regular expression', 'a pattern that is none');
select is(pg_temp.step_refusal('{"rules": [{"match": "stdout", "pattern": "a(?=b)", "output": "o"}]}'),
  'BT013: step a: rule 1: the pattern uses look-around or a back reference', 'look-ahead, which the executor has not');
select is(pg_temp.step_refusal('{"rules": [{"match": "stdout", "pattern": "(a)\\1", "output": "o"}]}'),
  'BT013: step a: rule 1: the pattern uses look-around or a back reference', 'a back reference');
select is(pg_temp.step_refusal('{"rules": [{"match": "stdout", "pattern": "a\\\\1", "output": "o"}]}'),
  'accepted (something was stored)', 'a backslash and a digit are none');
select is(pg_temp.step_refusal('{"rules": [{"match": "stdout", "pattern": "\\mword", "output": "o"}]}'),
  'BT013: step a: rule 1: the pattern uses an escape that only PostgreSQL has', 'a word boundary of PostgreSQL');
select is(pg_temp.step_refusal('{"rules": [{"match": "stdout", "pattern": "x", "required": false}]}'),
  'BT013: step a: rule 1: required must be true', 'required: false');
select is(pg_temp.step_refusal('{"rules": [{"match": "stdout", "pattern": "x", "outcome": "success"}]}'),
  'BT013: step a: rule 1: outcome must be "partial"', 'an outcome that rules cannot have');
select is(pg_temp.step_refusal('{"rules": [{"match": "stdout", "pattern": "x", "verifies": "outputs"}]}'),
  'BT013: step a: rule 1: verifies must be "checkpoint"', 'what rules cannot verify');
select is(pg_temp.step_refusal('{"rules": [{"match": "stdout", "pattern": "y", "verifies": "checkpoint"}]}'),
  'accepted (something was stored)', 'what they can');
select is(pg_temp.step_refusal('{"rules": [{"match": "stderr", "pattern": "x", "error": "not a code"}]}'),
  'BT013: step a: rule 1: error must be an error code such as "STATE_CONFLICT"', 'a code that is none');
select is(pg_temp.step_refusal('{"rules": [{"match": "stdout", "pattern": "x", "checkpoint": "c", "default": "d"}]}'),
  'BT013: step a: rule 1: default belongs to a rule with output', 'a default without an output');

select * from finish();
rollback;
