begin;
\ir ../../refusal.psql
select plan(3);

select is(pg_temp.definition_refusal('[{"key": "a", "command": ["x"]}]', '{"one_active_per": "subject"}'),
  'BT004: the definition: "one_active_per" is a key of a later version of Baton', 'in the definition');
select is(pg_temp.step_refusal('{"limit": "browser"}'),
  'BT004: step a: "limit" is a key of a later version of Baton', 'a limit');
select is(pg_temp.definition_refusal('[{"key": "a", "command": ["x"]}]', '{"defaults": {"limit": "browser"}}'),
  'BT004: defaults: "limit" is a key of a later version of Baton', 'in the defaults');

select * from finish();
rollback;
