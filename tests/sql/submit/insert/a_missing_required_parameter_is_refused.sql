begin;
\ir ../../refusal.psql
select plan(4);

select baton.define_job_type('{"job_type": "t", "required_parameters": ["email", "name"], "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
select is(pg_temp.refusal($$insert into baton.jobs (job_type, parameters) values ('t', '{"email": "confidential"}')$$),
  'BT025: required parameter name is missing', 'the name is shown');
select is(pg_temp.refusal($$insert into baton.jobs (job_type) values ('t')$$),
  'BT025: required parameter email is missing', 'no parameters at all');
select is(pg_temp.refusal($$insert into baton.jobs (job_type, parameters) values ('t', '{"email": "x", "name": null}')$$),
  'BT025: required parameter name is missing', 'null does not count');
select is(pg_temp.refusal($$insert into baton.jobs (job_type, parameters) values ('t', '{"email": "x", "name": ""}')$$),
  'accepted (something was stored)', 'an empty text does');

select * from finish();
rollback;
