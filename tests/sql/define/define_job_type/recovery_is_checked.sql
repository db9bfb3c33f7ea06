begin;
\ir ../../refusal.psql
select plan(11);

create schema t_app;
create function t_app.yes(bigint, jsonb) returns boolean language sql as 'select true';
create function t_app.answers(bigint, jsonb) returns jsonb language sql as 'select $2';
create function t_app.text(bigint, jsonb) returns text language sql as 'select $2::text';
create function pg_temp.recovery(p_recovery jsonb) returns text language sql as $$
  select pg_temp.definition_refusal('[{"key": "a", "command": ["x"]}]', jsonb_build_object('recovery', p_recovery)::text)
$$;

select is(pg_temp.recovery('{"failed": true, "validate": "t_app.yes"}'), 'BT015: recovery: role baton_sql may not call t_app.yes', 'a function that may not be called');
grant usage on schema t_app to baton_sql;
select is(pg_temp.recovery('{"failed": true, "validate": "t_app.yes"}'), 'accepted (something was stored)', 'one that says yes or no');
select is(pg_temp.recovery('{"validate": "t_app.answers"}'), 'accepted (something was stored)', 'one that gives reasons');
select is(pg_temp.recovery('{"validate": "t_app.text"}'), 'BT015: recovery: there is no function t_app.text(bigint, jsonb) that returns boolean or jsonb', 'another result');
select is(pg_temp.recovery('{"validate": "t_app.nothing"}'), 'BT015: recovery: there is no function t_app.nothing(bigint, jsonb) that returns boolean or jsonb', 'no such function');
select is(pg_temp.recovery('{"validate": "baton.retry_job"}'), 'BT015: recovery: validate must be the name of a function of yours with its schema', 'one of ours');
select is(pg_temp.recovery('{"validate": 1}'), 'BT015: recovery: validate must be the name of a function of yours with its schema', 'no name');
select is(pg_temp.recovery('{"failed": "yes"}'), 'BT005: recovery: failed must be true or false', 'neither true nor false');
select is(pg_temp.recovery('{"faild": true}'), 'BT003: recovery: unknown key "faild"', 'an unknown key');
select is(pg_temp.recovery('true'), 'BT005: recovery must be a JSON object', 'no object');
select is(pg_temp.refusal($$insert into baton.jobs (steps) values ('{"recovery": {}, "steps": [{"key": "a", "command": ["x"]}]}')$$),
  'BT003: the definition: unknown key "recovery"', 'a job that brings its own steps has no say in it');

select * from finish();
rollback;
