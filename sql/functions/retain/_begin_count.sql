-- The count under way, or a new one in place of the last; null while somebody else begins one.
create function baton._begin_count() returns bigint
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_now timestamptz := _now();
  v_id bigint;
begin
  delete from retention_counts
  where finished_at is null and (started_at < v_now - interval '1 day' or started_at > v_now);
  select id into v_id from retention_counts where finished_at is null;
  if v_id is null then
    insert into retention_counts (started_at, started_by, touched_at, up_to, jobs_up_to,
      output_up_to)
    values (v_now, _caller(), v_now, coalesce((select max(id) from batches), 0),
      coalesce((select max(id) from jobs), 0), _output_ends_at(v_now))
    on conflict do nothing
    returning id into v_id;
    delete from retention_counts where id < v_id;
  end if;
  return v_id;
end
$$;
comment on function baton._begin_count() is 'The id of the exact count under way, or of a new one.';
