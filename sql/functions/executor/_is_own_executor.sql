-- An executor belongs to the login that registered it: with another's id nobody gets its tokens, or
-- anything else of it. Found as _executor_place finds it, without reading the dead versions that
-- claims leave under a held snapshot.
create function baton._is_own_executor(p_executor_id bigint) returns boolean
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
as $$
begin
  return coalesce((
    select newest.id = p_executor_id and newest.registered_by = session_user
    from (select id, registered_by from executors where id <= p_executor_id order by id desc limit 1) as newest), false);
end
$$;
comment on function baton._is_own_executor(bigint) is
  'Whether the session''s login has registered this executor.';
