begin;
\ir ../fixtures.psql
\ir ../refusal.psql
\ir fixtures.psql
select plan(6);
select results_eq($$select name, one_active from job_types where name in ('t_wait', 't_reject') order by name$$,
  $$values ('t_reject', 'reject'), ('t_wait', 'wait')$$, 'waiting is what it does unless told otherwise');
select is(pg_temp.refused($$select baton.define_job_type('{"job_type": "t", "one_active_per": "moon", "steps": [{"key": "a", "command": ["x"]}]}')$$),
  'BT005: the definition: one_active_per must be subject', 'only per subject');
select is(pg_temp.refused($$select baton.define_job_type('{"job_type": "t", "on_active": "wait", "steps": [{"key": "a", "command": ["x"]}]}')$$),
  'BT005: the definition: on_active has no meaning without one_active_per', 'not alone');
select is(pg_temp.refused($$insert into baton.jobs (steps) values ('{"one_active_per": "subject", "steps": [{"key": "a", "command": ["x"]}]}')$$),
  'BT003: the definition: unknown key "one_active_per"', 'not in a job of its own');
select is(pg_temp.refused($$insert into baton.jobs (job_type, subject, one_active) values ('t_wait', 's', 'wait')$$),
  'BT026: column one_active of baton.jobs is set by Baton', 'nobody says so in an INSERT');
-- A job keeps what it was submitted with.
select pg_temp.executor('one') as one \gset
select pg_temp.about('joes') as first \gset
select define_job_type('{"job_type": "t_wait", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
select pg_temp.about('joes') as second \gset
select is(pg_temp.claimed(:one, :first, :second), '1a 2a', 'a new version without it lets jobs start');
select * from finish();
rollback;
