-- Before each row, and so before any unique index could tell whether another organisation has such a row.
create function baton._assign_organisation() returns trigger
language plpgsql security definer
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  new.organisation_id := _organisation(new.organisation_id);
  return new;
end
$$;
