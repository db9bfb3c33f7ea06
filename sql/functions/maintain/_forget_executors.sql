create function baton._forget_executors(p_executors baton.step_ref[]) returns int
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_count int;
begin
  delete from executors
  where id in (select given.job_id from unnest(p_executors) as given)
    and not exists (select from running where running.executor_id = executors.id offset 0);
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
comment on function baton._forget_executors(baton.step_ref[]) is
  'Deletes executors (ids in job_id) that hold nothing; returns how many.';
