create function baton._alive_executor(p_executor_id bigint) returns baton.executors
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_executor executors;
begin
  select * into v_executor from executors where id = p_executor_id and status in ('active', 'draining');
  if found and v_executor.registered_by <> session_user then
    raise exception using errcode = 'BT041', message = format('executor %s was registered by another login', p_executor_id),
      hint = 'Register anew: an executor belongs to the login that registered it.';
  elsif v_executor.id is null then
    raise exception using errcode = 'BT041',
      message = format('executor %s is not alive: it was released or has lost its lease', p_executor_id),
      hint = 'Stop what it runs and register anew.';
  end if;
  return v_executor;
end
$$;
comment on function baton._alive_executor(bigint) is
  'The row of an executor that holds its lease; BT041 if it does not, or belongs to another login.';
