begin;
\ir ../../refusal.psql
select plan(18);

select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
select is(pg_temp.refusal($$insert into baton.jobs (job_type, status) values ('t', 'completed')$$),
  'BT026: column status of baton.jobs is set by Baton', 'status');
select is(pg_temp.refusal($$insert into baton.jobs (job_type, status_reason) values ('t', 'x')$$),
  'BT026: column status_reason of baton.jobs is set by Baton', 'status_reason');
select is(pg_temp.refusal($$insert into baton.jobs (job_type, definition_id) values ('t', 1)$$),
  'BT026: column definition_id of baton.jobs is set by Baton', 'definition_id');
select is(pg_temp.refusal($$insert into baton.jobs (job_type, total_steps) values ('t', 1)$$),
  'BT026: column total_steps of baton.jobs is set by Baton', 'total_steps');
select is(pg_temp.refusal($$insert into baton.jobs (job_type, open_steps) values ('t', 1)$$),
  'BT026: column open_steps of baton.jobs is set by Baton', 'open_steps');
select is(pg_temp.refusal($$insert into baton.jobs (job_type, failing) values ('t', false)$$),
  'BT026: column failing of baton.jobs is set by Baton', 'failing');
select is(pg_temp.refusal($$insert into baton.jobs (job_type, warnings) values ('t', 0)$$),
  'BT026: column warnings of baton.jobs is set by Baton', 'warnings');
select is(pg_temp.refusal($$insert into baton.jobs (job_type, created_at) values ('t', now())$$),
  'BT026: column created_at of baton.jobs is set by Baton', 'created_at');
select is(pg_temp.refusal($$insert into baton.jobs (job_type, created_by) values ('t', 'me')$$),
  'BT026: column created_by of baton.jobs is set by Baton', 'created_by');
select is(pg_temp.refusal($$insert into baton.jobs (job_type, started_at) values ('t', now())$$),
  'BT026: column started_at of baton.jobs is set by Baton', 'started_at');
select is(pg_temp.refusal($$insert into baton.jobs (job_type, finished_at) values ('t', now())$$),
  'BT026: column finished_at of baton.jobs is set by Baton', 'finished_at');
select is(pg_temp.refusal($$insert into baton.jobs (job_type, error_step) values ('t', 1)$$),
  'BT026: column error_step of baton.jobs is set by Baton', 'error_step');
select is(pg_temp.refusal($$insert into baton.jobs (job_type, error_code) values ('t', 'X')$$),
  'BT026: column error_code of baton.jobs is set by Baton', 'error_code');
select is(pg_temp.refusal($$insert into baton.jobs (job_type, error_message) values ('t', 'x')$$),
  'BT026: column error_message of baton.jobs is set by Baton', 'error_message');
select is(pg_temp.refusal($$insert into baton.jobs (job_type, id) values ('t', 1000000)$$),
  'BT026: column id of baton.jobs is set by Baton', 'id');
select is(pg_temp.refusal($$insert into baton.jobs (job_type, id) values ('t', 0)$$),
  'BT026: column id of baton.jobs is set by Baton', 'id');
create role t_app login in role baton_app;
set local role t_app;
select throws_ok($$insert into baton.jobs (job_type, status) values ('t', 'completed')$$, 'BT026',
  'column status of baton.jobs is set by Baton', 'an application gets the same sentence, not a bare permission error');
select throws_ok($$insert into baton.jobs (job_type, status, definition_id, total_steps, created_at) values ('t', 'completed', 1, 1, now())$$,
  'BT026', 'column status of baton.jobs is set by Baton', 'nor can it pass off a job as restored');
reset role;

select * from finish();
rollback;
