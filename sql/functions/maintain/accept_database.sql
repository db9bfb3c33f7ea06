-- A copy by a dump has its sequences; one by logical replication has the rows without them, and
-- would give ids twice.
create function baton.accept_database() returns void
language plpgsql
security definer
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
declare
  v_column record;
begin
  perform _refuse_subscriber();
  for v_column in
    select pg_get_serial_sequence(format('baton.%I', class.relname), attribute.attname) as sequence,
      case class.relname
        when 'jobs' then 'select greatest((select max(id) from jobs), (select max(job_id) from archived_jobs))'
        else format('select max(%I) from baton.%I', attribute.attname, class.relname) end as highest
    from pg_attribute as attribute
    join pg_class as class on class.oid = attribute.attrelid
    where class.relnamespace = 'baton'::regnamespace and attribute.attidentity <> ''
    union all
    -- What runs may go back to where it waited.
    select 'baton.ready_id', 'select greatest((select max(id) from ready), (
      select max(step.ready_id)
      from running
      cross join lateral (
        select ready_id from step_rows where step_rows.job_id = running.job_id and step_rows.n = running.n offset 0
      ) as step))'
  loop
    execute format('select setval(%L, highest) from (%s) as found (highest)
      where highest > coalesce(pg_sequence_last_value(%L), 0)',
      v_column.sequence, v_column.highest, v_column.sequence);
  end loop;

  delete from accepted;
  insert into accepted default values;
  update installation
  set system_identifier = (marks ->> 'system')::bigint, database_oid = _database_oid(),
      table_oid = installation.tableoid, server_marks = marks,
      recognised_start = pg_postmaster_start_time(), acceptances = acceptances + 1, held_because = null
  from _server_marks() as marks;
end
$$;
comment on function baton.accept_database() is
  'Says that this database, a copy or restored, is meant to run jobs; until then its executors '
  'stay on hold. BT151: a subscription still writes its jobs.';
