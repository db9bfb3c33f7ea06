begin;
\ir ../../fixtures.psql
select plan(13);
select pg_temp.executor() as executor \gset
select pg_temp.job('[
  {"key": "a", "label": "First", "phase": "one", "command": ["x"]},
  {"key": "b", "phase": "two", "command": ["x"]}]') as job \gset

select is(baton.job_status(:job) ->> 'current_step', 'a', 'before the first claim it stands at the first ready step');
select is(pg_temp.claim(:executor), 'a', 'the first step is claimed');
select pg_temp.pass('3 seconds') \g /dev/null
select is(baton.job_status(:job) ->> 'status', 'in_progress', 'a claim starts the job');
select is(baton.job_status(:job) #>> '{steps,0,status}', 'running', 'what runs is shown as running');
select is(baton.job_status(:job) #>> '{steps,0,attempts}', '1', 'the running attempt counts');
select is(baton.job_status(:job) #>> '{steps,0,duration_ms}', '3000', 'a running step''s duration grows');
select is(baton.job_status(:job) ->> 'current_phase', 'one', 'it stands in the phase of what runs');

select is(pg_temp.report(:job, 'a', '{"ended": "exited", "exit_code": 0, "outputs": {"items": 3}}'), 'recorded', 'success is recorded');
select is(baton.job_status(:job) #> '{steps,0,outputs}', '{"items": 3}', 'outputs are shown');
select is(baton.job_status(:job) ->> 'progress_percent', '50', 'one of two steps is half of the job');
select is(baton.job_status(:job) ->> 'current_phase', 'two', 'the next phase follows');

select is(pg_temp.claim(:executor) || ' ' || pg_temp.report(:job, 'b'), 'b recorded', 'the second step ends');
select is(
  (select row(s ->> 'status', s ->> 'progress_percent', (s ->> 'completed_at')::timestamptz, s ->> 'current_step', s ->> 'total_attempts')::text
   from baton.job_status(:job) as s),
  row('completed', '100', baton._now(), null::text, '2')::text,
  'an ended job is at 100 percent, has its time of completion, and stands nowhere');

select * from finish();
rollback;
