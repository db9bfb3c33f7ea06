-- A piece of the definitions' phase: inline steps that no job uses any more. Before the jobs'
-- phase, as the batches'.
create function baton._retain_definitions(p_run baton.retention_runs) returns baton.retention_runs
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  c_looked_at constant int := 1000;
  v_to bigint;
  v_ids bigint[];
begin
  v_to := coalesce((
    select id from definitions where id > p_run.walked_to and id <= p_run.up_to order by id offset least(c_looked_at, p_run.piece) - 1 limit 1), p_run.up_to);
  v_ids := array(
    select definition.id
    from definitions as definition
    where definition.id = any (array(select removable.id from _removable_definitions(p_run.walked_to, v_to, p_run.started_at) as removable))
    order by definition.id
    for update skip locked);
  -- Nobody finds these now; whoever did so before has committed, and its job is seen.
  v_ids := array(
    select removable.id from _removable_definitions(p_run.walked_to, v_to, p_run.started_at) as removable
    where removable.id = any (v_ids));
  delete from definitions where id = any (v_ids);
  delete from definition_steps where definition_id = any (v_ids);
  p_run.definitions := p_run.definitions + cardinality(v_ids);
  p_run.walked_to := v_to;
  return p_run;
end
$$;
comment on function baton._retain_definitions(baton.retention_runs) is
  'A bounded piece of the phase of a run that removes definitions of inline steps.';
