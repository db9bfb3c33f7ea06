-- Names the open dependencies, and where all of these only wait themselves, what they wait for in
-- the end.
create function baton._explain_dependencies(p_job_id bigint, p_n int)
returns text
language plpgsql
stable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_open   text;
  v_count  int;
  v_all    int;
  v_behind text;
begin
  select
    string_agg(_step_state(parent), ', ' order by parent.n) filter (where parent.finished_at is null),
    count(*) filter (where parent.finished_at is null),
    count(*)
  into v_open, v_count, v_all
  from jobs as job
  join definition_steps as definition on definition.definition_id = job.definition_id and definition.n = p_n
  join steps as parent on parent.job_id = job.id and parent.n = any (definition.parents)
  where job.id = p_job_id;

  select string_agg(_step_state(ancestor), ', ' order by ancestor.n) into v_behind
  from jobs as job
  join definition_steps as definition on definition.definition_id = job.definition_id and definition.n = p_n
  join steps as ancestor on ancestor.job_id = job.id and ancestor.n = any (definition.ancestors)
  where job.id = p_job_id
    and ancestor.n <> all (definition.parents)
    and ancestor.status in ('ready', 'running', 'retrying', 'action_required');

  return format('waits for %s of its %s dependencies: %s.', v_count, v_all, v_open)
    || coalesce(' These wait for: ' || v_behind || '.', '');
end
$$;
comment on function baton._explain_dependencies(bigint, int) is
  'Which dependencies of a step are open and in which state they are.';
