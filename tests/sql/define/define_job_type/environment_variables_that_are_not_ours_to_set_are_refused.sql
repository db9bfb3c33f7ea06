begin;
\ir ../../refusal.psql
select plan(12);

select is(pg_temp.step_refusal(format('{"environment": {%s: "x"}}', to_json(name))),
  format('BT017: step a: environment variable %s cannot be set by a definition', name), name)
from unnest(array['PGPASSWORD', 'BATON_JOB_ID', 'LD_PRELOAD', 'BASH_ENV', 'IFS']) as name;
select is(pg_temp.step_refusal('{"environment": {"A=B": "x"}}'),
  'BT017: step a: "A=B" cannot be the name of an environment variable', 'not a name');
select is(pg_temp.step_refusal('{"environment": ["A=B"]}'), 'BT005: step a: environment must be a JSON object', 'not an object');
select is(pg_temp.step_refusal('{"environment": {"A": 1}}'),
  'BT017: step a: environment variable A must be a string or {"secret": "name"}', 'a number');
select is(pg_temp.step_refusal('{"environment": {"A": {"secret": "../key"}}}'),
  'BT017: step a: environment variable A must be a string or {"secret": "name"}', 'a secret outside its directory');
select is(pg_temp.step_refusal('{"environment": {"A": {"secret": "k", "default": "x"}}}'),
  'BT017: step a: environment variable A must be a string or {"secret": "name"}', 'a secret with a further key');
select is(pg_temp.definition_refusal('[{"key": "a", "command": ["x"]}]', '{"defaults": {"environment": {"PGHOST": "x"}}}'),
  'BT017: defaults: environment variable PGHOST cannot be set by a definition', 'in the defaults');
select is(pg_temp.step_refusal('{"environment": {"HEADLESS": "true", "ADMIN_PASSWORD": {"secret": "admin-password"}}}'),
  'accepted (something was stored)', 'text and secrets are possible');

select * from finish();
rollback;
