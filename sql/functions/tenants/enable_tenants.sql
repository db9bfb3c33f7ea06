-- Forced: functions with the owner's rights are filtered, too, also one that forgets to ask.
create function baton.enable_tenants() returns void
language plpgsql security definer
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
declare
  v_table regclass;
begin
  perform _lock_protected_tables();
  for v_table in select _protected_tables() loop
    execute format('alter table %s enable row level security, force row level security', v_table);
  end loop;
  -- By its name the first of the table's triggers.
  create or replace trigger assign_organisation
    before insert on jobs
    for each row execute function _assign_organisation();
end
$$;
comment on function baton.enable_tenants() is
  'Turns row security on: roles named in baton.tenants see and change only their organisation''s '
  'jobs, and roles that are neither named nor staff nothing (BT142). For the owner and '
  'superusers. BT143: somebody keeps a table locked.';
