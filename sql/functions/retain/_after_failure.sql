-- How a run goes on after a piece that failed: with a smaller piece, down to one row. That one is
-- set aside and passed over, and tried again by the next run; all others leave. Of what is no row
-- (the archive, the search for jobs), the rest of the phase is left to the next run.
create function baton._after_failure(p_run baton.retention_runs, p_sqlstate text, p_message text) returns baton.retention_runs
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_is_job boolean := p_run.phase = 'jobs' and cardinality(p_run.candidates) > 0;
  v_is_walk boolean := p_run.phase in ('batches', 'definitions', 'output');
  v_id bigint;
begin
  raise warning 'retention: a piece failed: %', p_message;
  if (v_is_job or v_is_walk) and p_run.piece is distinct from 1 then
    p_run.piece := greatest(1, coalesce(p_run.piece, 4096) / 8);
    return p_run;
  end if;
  p_run.failures := p_run.failures + 1;
  if v_is_job then
    v_id := p_run.candidates[1];
    p_run.candidates := p_run.candidates[2:];
    perform _set_aside('retention', array[row(v_id, 0)::step_ref], p_sqlstate, p_message);
  elsif v_is_walk then
    v_id := case p_run.phase
      when 'batches' then (select min(id) from batches where id > p_run.walked_to)
      when 'definitions' then (select min(id) from definitions where id > p_run.walked_to)
      else (select min(id) from output_rows where id > p_run.walked_to) end;
    p_run.walked_to := coalesce(v_id, p_run.up_to);
  end if;
  p_run.last_failure := left(case when v_is_job then format('job %s: %s', v_id, p_message)
    else format('%s%s: %s', p_run.phase, ' ' || v_id, p_message) end, 1000);
  if not v_is_job and not v_is_walk then
    p_run := _next_phase(p_run);
  end if;
  return p_run;
end
$$;
comment on function baton._after_failure(baton.retention_runs, text, text) is
  'A run as it goes on after a piece that failed.';
