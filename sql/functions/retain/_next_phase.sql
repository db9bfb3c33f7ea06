create function baton._next_phase(p_run baton.retention_runs) returns baton.retention_runs
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  if p_run.phase = 'jobs' then   -- what this run had no trouble with
    delete from set_aside where work = 'retention' and tried_at < p_run.started_at;
  end if;
  p_run.phase := case p_run.phase
    when 'batches' then 'definitions' when 'definitions' then 'jobs' when 'jobs' then 'output' when 'output' then 'archive' else 'done' end;
  p_run.walked_to := 0;
  p_run.up_to := case p_run.phase
    when 'definitions' then _definitions_end_at(p_run.started_at) when 'jobs' then p_run.jobs_up_to when 'output' then p_run.output_up_to else 0 end;
  p_run.candidates := '{}';
  p_run.piece := null;
  return p_run;
end
$$;
comment on function baton._next_phase(baton.retention_runs) is
  'A run at the beginning of its next phase.';
