begin;
\ir ../../refusal.psql
select plan(4);

select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null

select is(pg_temp.refusal($$insert into baton.jobs (job_type, parameters) values ('t', jsonb_build_object('a', repeat('x', 1048576 - 9)))$$),
  'accepted (something was stored)', 'exactly 1 MB');
select is(pg_temp.refusal($$insert into baton.jobs (job_type, parameters) values ('t', jsonb_build_object('a', repeat('x', 1048576 - 8)))$$),
  'BT023: parameters have 1048577 bytes, more than 1048576', 'one byte more');
create temp table kept as select jsonb_build_object('a', repeat('x', 1048576)) as parameters;
select is(pg_temp.refusal($$insert into baton.jobs (job_type, parameters) select 't', parameters from kept$$),
  'BT023: parameters have 1048585 bytes, more than 1048576', 'what was stored compressed counts by its text');
update baton.settings set max_parameters_bytes = 1024;
select is(pg_temp.refusal($$insert into baton.jobs (job_type, parameters) values ('t', jsonb_build_object('a', repeat('x', 1024)))$$),
  'BT023: parameters have 1033 bytes, more than 1024', 'the setting decides');

select * from finish();
rollback;
