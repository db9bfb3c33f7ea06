-- The doorbell. Rung only where work becomes ready that the caller will not take itself, and only when someone
-- is idle: NOTIFY's lock serialises commits. It can be missed (an executor that goes idle while we commit is not
-- seen here); the idle poll carries the promise, the doorbell the speed.
create function baton._ring_work() returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  if exists (select from executors where status = 'active' and idle and not poll_only) then
    notify baton_work;
  end if;
end
$$;
comment on function baton._ring_work() is 'Wakes idle executors, if there are any.';
