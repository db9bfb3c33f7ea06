begin;
\ir ../../refusal.psql
select plan(8);

select is(pg_temp.step_refusal('{"on_failure": "ignore"}'),
  'BT005: step a: on_failure must be one of fail_job, continue', 'on_failure');
select is(pg_temp.step_refusal('{"run_if": "always"}'),
  'BT005: step a: run_if must be one of all_completed, all_finished', 'run_if');
select is(pg_temp.step_refusal('{"backoff": "quadratic"}'),
  'BT005: step a: backoff must be one of none, fixed, linear, exponential, exponential_jitter', 'backoff');
select is(pg_temp.step_refusal('{"messages": "stderr"}'), 'BT005: step a: messages must be one of events, stdout', 'messages');
select is(pg_temp.step_refusal('{"on_disconnect": "wait"}'),
  'BT005: step a: on_disconnect must be one of auto, keep, kill', 'on_disconnect');
select is(pg_temp.step_refusal('{"queue": "no spaces"}'),
  'BT005: step a: queue must be a name of up to 63 letters, digits, "_", "." and "-"', 'queue');
select is(pg_temp.step_refusal('{"label": ""}'), 'BT005: step a: label must be a string that is not empty', 'an empty label');
select is(pg_temp.step_refusal('{"phase": 1}'), 'BT005: step a: phase must be a string that is not empty', 'a phase that is a number');

select * from finish();
rollback;
