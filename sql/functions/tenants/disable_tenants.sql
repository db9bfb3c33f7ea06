create function baton.disable_tenants() returns void
language plpgsql security definer
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
declare
  v_table regclass;
begin
  perform _lock_protected_tables();
  for v_table in select _protected_tables() loop
    execute format('alter table %s disable row level security, no force row level security', v_table);
  end loop;
  drop trigger if exists assign_organisation on jobs;
end
$$;
comment on function baton.disable_tenants() is
  'Turns row security off again: whoever may read jobs sees those of all organisations. '
  'baton.tenants stays as it is. BT143: somebody keeps a table locked.';
