-- The months of the archive that have a partition. One is exported when its file has as many jobs
-- as the partition: a job that was archived after the export makes it unexported again. Counts, so
-- ask where that is meant.
create function baton._archived_months() returns table (month date, partition regclass, jobs bigint, is_exported boolean)
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  for month, partition in
    select there.month, there.partition from _archive_partitions() as there order by there.month
  loop
    execute format('select count(*) from %s', partition) into jobs;
    is_exported := exists (
      select from archive_exports as export where export.month = _archived_months.month and export.jobs = _archived_months.jobs);
    return next;
  end loop;
end
$$;
comment on function baton._archived_months() is
  'The months of the archive that are in the database, how many jobs each has, and whether all of '
  'them are in a file.';
