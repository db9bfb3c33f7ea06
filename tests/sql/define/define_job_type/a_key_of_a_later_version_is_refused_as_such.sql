begin;
\ir ../../refusal.psql
select plan(4);

select is(pg_temp.definition_refusal('[{"key": "a", "command": ["x"]}]', '{"one_active_per": "subject"}'),
  'BT004: the definition: "one_active_per" is a key of a later version of Baton', 'in the definition');
select is(pg_temp.step_refusal('{"circuit_breaker": "cloudwaitress"}'),
  'BT004: step a: "circuit_breaker" is a key of a later version of Baton', 'a breaker');
select is(pg_temp.step_refusal('{"limit": "browser"}'),
  'BT004: step a: "limit" is a key of a later version of Baton', 'a limit');
select is(pg_temp.definition_refusal('[{"key": "a", "command": ["x"]}]', '{"defaults": {"validate_recovery": "f"}}'),
  'BT004: defaults: "validate_recovery" is a key of a later version of Baton', 'in the defaults');

select * from finish();
rollback;
