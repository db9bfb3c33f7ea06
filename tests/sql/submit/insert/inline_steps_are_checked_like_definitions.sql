begin;
\ir ../../refusal.psql
select plan(6);

select is(pg_temp.refusal($$insert into baton.jobs (steps) values ('[]')$$),
  'BT006: the definition has no steps', 'none');
select is(pg_temp.refusal($$insert into baton.jobs (steps) values ('"x"')$$),
  'BT005: the definition must be a JSON object', 'a text');
select is(pg_temp.refusal($$insert into baton.jobs (steps) values ('[{"key": "a", "command": ["x"], "depends_on": ["a"]}]')$$),
  'BT009: step a depends on itself', 'a self-dependency');
select is(pg_temp.refusal($$insert into baton.jobs (steps) values ('[{"key": "a", "command": ["x"], "limit": "x"}]')$$),
  'BT004: step a: "limit" is a key of a later version of Baton', 'a key of a later version');
select is(pg_temp.refusal($$insert into baton.jobs (steps) values ('{"required_parameters": ["p"], "steps": [{"key": "a", "command": ["x"]}]}')$$),
  'BT025: required parameter p is missing', 'required parameters');
select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
select is(pg_temp.refusal($$insert into baton.jobs (job_type, steps) values ('t', '[{"key": "a", "command": ["x"]}]')$$),
  'BT027: a job has either job_type or steps, not both', 'a job type as well');

select * from finish();
rollback;
