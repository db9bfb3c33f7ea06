-- Before each row, and so before any unique index could tell whether another organisation has such a row.
create function baton._assign_organisation() returns trigger
language plpgsql security definer
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  new.organisation_id := _organisation(new.organisation_id);
  -- A tenant that chose an id would learn whether there is such a job; whether it did cannot be seen here.
  if _tenant() is not null then
    new.id := nextval('jobs_id_seq');
  end if;
  return new;
end
$$;
