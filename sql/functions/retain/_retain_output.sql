-- A piece of the output's phase: what was printed long ago leaves ahead of its job.
create function baton._retain_output(p_run baton.retention_runs) returns baton.retention_runs
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  c_looked_at constant int := 5000;
  v_to bigint;
  v_count bigint;
begin
  if p_run.walked_to >= p_run.up_to then
    return _next_phase(p_run);
  end if;
  v_to := coalesce((
    select id from output_rows where id > p_run.walked_to and id <= p_run.up_to order by id offset least(c_looked_at, p_run.piece) - 1 limit 1), p_run.up_to);
  delete from output_rows
  where id = any (array(select removable.id from _removable_output(p_run.walked_to, v_to, p_run.started_at) as removable));
  get diagnostics v_count = row_count;
  p_run.output_rows := p_run.output_rows + v_count;
  p_run.walked_to := v_to;
  return p_run;
end
$$;
comment on function baton._retain_output(baton.retention_runs) is
  'A bounded piece of the phase of a run that removes old output.';
