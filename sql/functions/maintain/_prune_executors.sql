create function baton._prune_executors(p_limit int) returns int
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_ended step_ref[];
begin
  v_ended := array(
    select row(executor.id, 0)::step_ref
    from executors as executor
    where executor.ended_at < _now() - interval '7 days'
      and not exists (select from running where running.executor_id = executor.id offset 0)
      and not exists (select from set_aside as aside where aside.work = 'prune' and aside.job_id = executor.id)
    order by executor.id
    limit p_limit
    for update skip locked);
  return _apart('prune', v_ended, '_forget_executors');
end
$$;
comment on function baton._prune_executors(int) is
  'Forgets executors that ended a week ago; returns how many.';
