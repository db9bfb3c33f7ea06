begin;
\ir ../../refusal.psql
select plan(4);

select is(pg_temp.definition_refusal('[{"key": "a"}]'),
  'BT005: step a must have exactly one of command, sql and manual', 'none');
select is(pg_temp.step_refusal('{"manual": "Look"}'),
  'BT005: step a must have exactly one of command, sql and manual', 'two');
select is(pg_temp.definition_refusal('[{"key": "a", "manual": "Look", "rules": []}]'),
  'BT005: step a: rules has no meaning for a manual step', 'what has no effect is refused, not ignored');
select is(pg_temp.definition_refusal('[{"key": "a", "manual": "Look", "timeout": "1 minute"}]'),
  'BT005: step a: timeout has no meaning for a manual step', 'people have no timeout');

select * from finish();
rollback;
