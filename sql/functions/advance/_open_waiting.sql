-- Looks at every pending step of the jobs, for jobs that were started, became due or were reset.
-- Under the jobs' locks. Returns how many steps became ready.
create function baton._open_waiting(p_job_ids bigint[]) returns int
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_steps step_ref[];
begin
  update step_rows as step
  set status_reason = 'dependencies'
  where step.job_id = any (p_job_ids) and step.status = 'pending' and step.status_reason is distinct from 'dependencies';

  update jobs
  set status_reason = null
  where id = any (p_job_ids) and status = 'pending' and status_reason is not null;

  select array_agg(row(step.job_id, step.n)::step_ref order by step.job_id, step.n)
  into v_steps
  from step_rows as step
  where step.job_id = any (p_job_ids) and step.status = 'pending';
  if v_steps is null then
    return 0;
  end if;
  return _open_steps(array(select job_id from unnest(v_steps)), array(select n from unnest(v_steps)));
end
$$;
comment on function baton._open_waiting(bigint[]) is
  'Opens or skips whatever can be among the pending steps of the jobs; returns how many became '
  'ready.';
