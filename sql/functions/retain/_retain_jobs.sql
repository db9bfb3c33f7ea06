-- A piece of the jobs' phase: looks through the next ids for candidates, or removes some of those
-- found. What was found is locked and asked about once more before it goes: a job that was run
-- again meanwhile stays, one that is locked is left to the next run. The jobs taken have about 2000
-- steps together, but whole jobs go, so one larger job is a piece of its own.
create function baton._retain_jobs(p_run baton.retention_runs) returns baton.retention_runs
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  c_looked_at constant int := 10000;
  c_steps constant int := 2000;
  v_to bigint;
  v_slice bigint[];
  v_last bigint;
  v_removed record;
begin
  if cardinality(p_run.candidates) = 0 then
    if p_run.walked_to >= p_run.up_to then
      return _next_phase(p_run);
    end if;
    v_to := coalesce((
      select id from jobs where id > p_run.walked_to and id <= p_run.up_to order by id offset c_looked_at - 1 limit 1), p_run.up_to);
    p_run.candidates := array(
      select job_id from _removable_jobs(p_run.walked_to, v_to, p_run.started_at) order by job_id);
    p_run.walked_to := v_to;
    return p_run;
  end if;

  v_slice := array(
    select sized.id
    from (
      select job.id, sum(job.total_steps) over (order by job.id) - job.total_steps as steps_before
      from jobs as job
      where job.id = any (p_run.candidates[:c_steps])
    ) as sized
    where sized.steps_before < c_steps
    order by sized.id
    limit p_run.piece);
  -- Where nothing is left of the first candidates, others have removed them.
  v_last := coalesce(v_slice[cardinality(v_slice)], p_run.candidates[least(c_steps, cardinality(p_run.candidates))]);
  v_slice := array(select id from jobs where id = any (v_slice) order by id for update skip locked);
  select * into v_removed from _remove_jobs(p_run.id, v_slice, p_run.started_at);
  p_run.archived_jobs := p_run.archived_jobs + v_removed.archived;
  p_run.deleted_jobs := p_run.deleted_jobs + v_removed.deleted;
  p_run.removed_rows := p_run.removed_rows + v_removed.removed_rows;
  p_run.candidates := array(
    select candidate from unnest(p_run.candidates) as candidate where candidate > v_last order by candidate);
  return p_run;
end
$$;
comment on function baton._retain_jobs(baton.retention_runs) is
  'A bounded piece of the phase of a run that removes jobs.';
