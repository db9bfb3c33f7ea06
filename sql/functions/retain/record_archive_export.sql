create function baton.record_archive_export(p_month text, p_file text, p_sha256 text, p_bytes bigint, p_jobs bigint) returns void
language plpgsql
security definer
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
declare
  v_month constant date := _archived_month(p_month);
  v_jobs bigint;
begin
  execute format('select count(*) from baton.archived_jobs_%s', to_char(v_month, 'YYYY_MM')) into v_jobs;
  if v_jobs is distinct from p_jobs then
    raise exception using errcode = 'BT117', message = format('the file has %s jobs, month %s has %s', coalesce(p_jobs::text, 'no'), p_month, v_jobs),
      hint = 'Export it again.';
  end if;
  insert into archive_exports as export (month, file, sha256, bytes, jobs, exported_at, exported_by)
  values (v_month, p_file, p_sha256, p_bytes, p_jobs, _now(), _caller())
  on conflict (month) do update
  set file = excluded.file, sha256 = excluded.sha256, bytes = excluded.bytes, jobs = excluded.jobs,
      exported_at = excluded.exported_at, exported_by = excluded.exported_by, dropped_at = null;
end
$$;
comment on function baton.record_archive_export(text, text, text, bigint, bigint) is
  'Says that a month of the archive is in a file, so that its partition may leave. BT114, BT115: '
  'no such month. BT117: the file has not as many jobs.';
