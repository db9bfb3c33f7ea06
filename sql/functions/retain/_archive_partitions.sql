-- By their names. What else somebody attached (a default partition) is no month of ours.
create function baton._archive_partitions() returns table (month date, partition regclass)
language sql stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select to_date(right(class.relname, 7), 'YYYY_MM'), class.oid::regclass
  from pg_inherits as inherits
  join pg_class as class on class.oid = inherits.inhrelid
  where inherits.inhparent = 'baton.archived_jobs'::regclass
    and class.relnamespace = 'baton'::regnamespace
    and class.relname ~ E'^archived_jobs_\\d{4}_(0[1-9]|1[0-2])$'
$$;
comment on function baton._archive_partitions() is
  'The months of the archive that are in the database.';
