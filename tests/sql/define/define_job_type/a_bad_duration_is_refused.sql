begin;
\ir ../../refusal.psql
select plan(20);

select is(pg_temp.step_refusal('{"timeout": "0"}'),
  'BT011: step a: timeout must be between 1 millisecond and 30 days', 'zero timeout');
select is(pg_temp.step_refusal('{"timeout": "-1 minute"}'),
  'BT011: step a: timeout must be between 1 millisecond and 30 days', 'a negative timeout');
select is(pg_temp.step_refusal('{"timeout": "31 days"}'),
  'BT011: step a: timeout must be between 1 millisecond and 30 days', 'an endless timeout');
select is(pg_temp.step_refusal('{"timeout": "soon"}'),
  'BT011: step a: timeout is not a length of time', 'timeout in other words');
select is(pg_temp.step_refusal('{"timeout": 5}'),
  'BT011: step a: timeout is not a length of time', 'timeout as a number, which has no unit');
select is(pg_temp.step_refusal('{"idle_timeout": "0"}'),
  'BT011: step a: idle_timeout must be between 1 millisecond and 30 days', 'zero idle_timeout');
select is(pg_temp.step_refusal('{"idle_timeout": "-1 minute"}'),
  'BT011: step a: idle_timeout must be between 1 millisecond and 30 days', 'a negative idle_timeout');
select is(pg_temp.step_refusal('{"idle_timeout": "31 days"}'),
  'BT011: step a: idle_timeout must be between 1 millisecond and 30 days', 'an endless idle_timeout');
select is(pg_temp.step_refusal('{"idle_timeout": "soon"}'),
  'BT011: step a: idle_timeout is not a length of time', 'idle_timeout in other words');
select is(pg_temp.step_refusal('{"idle_timeout": 5}'),
  'BT011: step a: idle_timeout is not a length of time', 'idle_timeout as a number, which has no unit');
select is(pg_temp.step_refusal('{"grace": "-1 minute"}'),
  'BT011: step a: grace must be between 0 and 30 days', 'a negative grace');
select is(pg_temp.step_refusal('{"grace": "31 days"}'),
  'BT011: step a: grace must be between 0 and 30 days', 'an endless grace');
select is(pg_temp.step_refusal('{"grace": "soon"}'),
  'BT011: step a: grace is not a length of time', 'grace in other words');
select is(pg_temp.step_refusal('{"grace": 5}'),
  'BT011: step a: grace is not a length of time', 'grace as a number, which has no unit');
-- PostgreSQL 17 knows infinite intervals, 15 does not: refused in either.
select ok(pg_temp.step_refusal('{"timeout": "infinity"}') like 'BT011: step a: timeout %', 'an infinite timeout');
select is(pg_temp.step_refusal('{"timeout": "1 microsecond"}'),
  'BT011: step a: timeout must be between 1 millisecond and 30 days', 'less than a millisecond, which would be sent as zero');
select is(pg_temp.step_refusal('{"timeout": "1 day -24:00:01"}'),
  'BT011: step a: timeout must be between 1 millisecond and 30 days', 'negative in sum');
select is(pg_temp.step_refusal('{"timeout": null}'), 'BT011: step a: timeout is not a length of time', 'null');
select is(pg_temp.definition_refusal('[{"key": "a", "command": ["x"]}]', '{"defaults": {"timeout": "0 seconds"}}'),
  'BT011: defaults: timeout must be between 1 millisecond and 30 days', 'in the defaults');
select is(pg_temp.step_refusal('{"timeout": "30 days", "grace": "0"}'), 'accepted (something was stored)', 'the bounds themselves are possible');

select * from finish();
rollback;
