create function baton._drop_archived_month(p_month date) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  execute format('drop table baton.archived_jobs_%s', to_char(p_month, 'YYYY_MM'));
  update archive_exports set dropped_at = _now() where month = p_month;
end
$$;
comment on function baton._drop_archived_month(date) is
  'Drops the partition of a month of the archive.';
