-- Before each row, and so before any unique index could tell whether another organisation has such
-- a row.
create function baton._assign_organisation() returns trigger
language plpgsql security definer
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_tenant text := _tenant();
begin
  if v_tenant is not null then
    new.organisation_id := _organisation(new.organisation_id, v_tenant);
    -- A tenant that chose an id would learn whether there is such a job; whether it did cannot be
    -- seen here.
    new.id := nextval('jobs_id_seq');
  end if;
  return new;
end
$$;
