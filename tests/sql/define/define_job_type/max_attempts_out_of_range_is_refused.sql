begin;
\ir ../../refusal.psql
select plan(8);

select is(pg_temp.step_refusal('{"max_attempts": 0}'),
  'BT012: step a: max_attempts must be a whole number between 1 and 1000', '0');
select is(pg_temp.step_refusal('{"max_attempts": -1}'),
  'BT012: step a: max_attempts must be a whole number between 1 and 1000', '-1');
select is(pg_temp.step_refusal('{"max_attempts": 1001}'),
  'BT012: step a: max_attempts must be a whole number between 1 and 1000', '1001');
select is(pg_temp.step_refusal('{"max_attempts": 1.5}'),
  'BT012: step a: max_attempts must be a whole number between 1 and 1000', '1.5');
select is(pg_temp.step_refusal('{"max_attempts": 1e9}'),
  'BT012: step a: max_attempts must be a whole number between 1 and 1000', '1e9');
select is(pg_temp.step_refusal('{"max_attempts": "3"}'),
  'BT012: step a: max_attempts must be a whole number between 1 and 1000', '"3"');
select is(pg_temp.step_refusal('{"max_attempts": null}'),
  'BT012: step a: max_attempts must be a whole number between 1 and 1000', 'null');
select is(pg_temp.step_refusal('{"max_attempts": 1000}'), 'accepted (something was stored)', '1000 is possible');

select * from finish();
rollback;
