begin;
\ir ../../refusal.psql
select plan(5);

select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
select is(pg_temp.refusal($$insert into baton.jobs (job_type, parameters) values ('t', '[]')$$),
  'BT022: parameters must be a JSON object', '[]');
select is(pg_temp.refusal($$insert into baton.jobs (job_type, parameters) values ('t', '[{"a": 1}]')$$),
  'BT022: parameters must be a JSON object', '[{a: 1}]');
select is(pg_temp.refusal($$insert into baton.jobs (job_type, parameters) values ('t', '"text"')$$),
  'BT022: parameters must be a JSON object', 'text');
select is(pg_temp.refusal($$insert into baton.jobs (job_type, parameters) values ('t', '1')$$),
  'BT022: parameters must be a JSON object', '1');
select is(pg_temp.refusal($$insert into baton.jobs (job_type, parameters) values ('t', 'null')$$),
  'BT022: parameters must be a JSON object', 'a JSON null');

select * from finish();
rollback;
