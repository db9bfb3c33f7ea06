-- What runs is told to stop before the queue is swept: a claim that commits in between runs on.
-- in sql/functions/control/_cancel_jobs.sql, instead of
begin
  v_swept := _sweep_steps(v_jobs, 'cancelled', p_status_reason, false);

-- write
begin
-- in sql/functions/control/_cancel_jobs.sql, instead of
  perform _begin_jobs(v_running, 'claim', 'baton');   -- those whose claim had to pass over the job's lock
-- write
  v_swept := _sweep_steps(v_jobs, 'cancelled', p_status_reason, false);
  perform _begin_jobs(v_running, 'claim', 'baton');   -- those whose claim had to pass over the job's lock
