-- All that have a policy (policies.sql).
create function baton._protected_tables() returns setof regclass
language sql stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select distinct polrelid::regclass
  from pg_policy
  join pg_class as relation on relation.oid = polrelid
  where relation.relnamespace = 'baton'::regnamespace
  order by 1
$$;
comment on function baton._protected_tables() is 'The tables that hold rows of organisations.';
