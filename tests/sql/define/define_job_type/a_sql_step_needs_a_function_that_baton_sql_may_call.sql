begin;
\ir ../../refusal.psql
select plan(10);

create schema t_app;
create function t_app.mark(bigint, jsonb) returns jsonb language sql as 'select $2';
create function t_app.wrong(bigint, jsonb) returns text language sql as 'select $2::text';
create function pg_temp.sql_step(p_name text) returns text language sql as $$
  select pg_temp.definition_refusal(format('[{"key": "a", "sql": %s}]', to_json(p_name)))
$$;

revoke execute on function t_app.mark(bigint, jsonb) from public;
select is(pg_temp.sql_step('t_app.mark'), 'BT015: step a: role baton_sql may not call t_app.mark', 'no rights at all');
grant execute on function t_app.mark(bigint, jsonb) to baton_sql;
select is(pg_temp.sql_step('t_app.mark'), 'BT015: step a: role baton_sql may not call t_app.mark', 'no right on the schema');
grant usage on schema t_app to baton_sql;
select is(pg_temp.sql_step('t_app.mark'), 'accepted (something was stored)', 'both rights');
select is(pg_temp.sql_step('t_app.nothing'),
  'BT015: step a: there is no function t_app.nothing(bigint, jsonb) that returns jsonb', 'no such function');
select is(pg_temp.sql_step('t_app.wrong'),
  'BT015: step a: there is no function t_app.wrong(bigint, jsonb) that returns jsonb', 'another result');
select is(pg_temp.sql_step(name), 'BT015: step a: sql must be the name of a function of yours with its schema', name)
from unnest(array['mark', 't_app.mark(1)', 'pg_catalog.x', 'baton.cancel_job', 't_app.mark; drop schema baton']) as name;

select * from finish();
rollback;
