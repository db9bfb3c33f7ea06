-- A piece of the batches' phase: names that nothing is left of. Before the jobs' phase, so that the
-- preview knows them: a batch leaves with the run after the one that took its last job.
create function baton._retain_batches(p_run baton.retention_runs) returns baton.retention_runs
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  c_looked_at constant int := 1000;
  v_to bigint;
  v_ids bigint[];
  v_count bigint;
begin
  v_to := coalesce((
    select id from batches where id > p_run.walked_to and id <= p_run.up_to order by id offset least(c_looked_at, p_run.piece) - 1 limit 1), p_run.up_to);
  v_ids := array(
    select batch.id
    from batches as batch
    where batch.id = any (array(select removable.id from _removable_batches(p_run.walked_to, v_to, p_run.started_at) as removable))
    order by batch.id
    for update skip locked);
  -- Nobody adds a job to these now; whoever did so before has committed.
  delete from batches
  where id = any (v_ids)
    and id = any (array(select removable.id from _removable_batches(p_run.walked_to, v_to, p_run.started_at) as removable));
  get diagnostics v_count = row_count;
  p_run.batches := p_run.batches + v_count;
  p_run.walked_to := v_to;
  return p_run;
end
$$;
comment on function baton._retain_batches(baton.retention_runs) is
  'A bounded piece of the phase of a run that removes batches.';
