create function baton._prune_executors(p_limit int) returns int
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_count int;
begin
  delete from executors
  where id in (
    select executor.id
    from executors as executor
    where executor.ended_at < _now() - interval '7 days'
      and not exists (select from running where running.executor_id = executor.id offset 0)
    order by executor.id
    limit p_limit
    for update skip locked);
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
comment on function baton._prune_executors(int) is 'Forgets executors that ended a week ago; returns how many.';
