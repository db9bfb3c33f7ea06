-- How a run goes on after a piece that failed: several jobs are tried one by one, one job stays for the next run, and of
-- output and archive the rest of the phase does.
create function baton._after_failure(p_run baton.retention_runs, p_message text) returns baton.retention_runs
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  raise warning 'retention: a piece failed: %', p_message;
  if p_run.phase = 'jobs' and cardinality(p_run.candidates) > 0 and p_run.one_by_one_to < p_run.candidates[1] then
    p_run.one_by_one_to := p_run.candidates[cardinality(p_run.candidates)];
    return p_run;
  end if;
  p_run.failures := p_run.failures + 1;
  p_run.last_failure := left(case when p_run.phase = 'jobs' and cardinality(p_run.candidates) > 0
    then format('job %s: %s', p_run.candidates[1], p_message) else format('%s: %s', p_run.phase, p_message) end, 1000);
  if p_run.phase = 'jobs' and cardinality(p_run.candidates) > 0 then
    p_run.candidates := p_run.candidates[2:];
  else
    p_run := _next_phase(p_run);
  end if;
  return p_run;
end
$$;
comment on function baton._after_failure(baton.retention_runs, text) is 'A run as it goes on after a piece that failed.';
