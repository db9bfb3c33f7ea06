create function baton._require_job(p_job_id bigint)
returns void
language plpgsql
stable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_archived_at timestamptz;
  v_files text;
begin
  if exists (select from jobs where id = p_job_id) then
    return;
  elsif p_job_id is null then
    raise exception using errcode = 'BT070', message = 'there is no job null',
      hint = 'Pass the id that the INSERT returned.';
  end if;
  select max(archived_at) into v_archived_at from archived_jobs where job_id = p_job_id;
  if v_archived_at is not null then
    raise exception using errcode = 'BT070',
      message = format('job %s was archived %s', p_job_id, _time_text(v_archived_at)),
      hint = format('It is in baton.archived_jobs, where it changes no more: baton jobs show %s '
        'and baton jobs logs %s read it from there.', p_job_id, p_job_id);
  end if;
  select case when count(*) > 0 then ' (' || count(*) || case when count(*) = 1
      then ' month of the archive is only in its file' else
      ' months of the archive are only in their files' end || ': baton archive list)' else '' end
  into v_files
  from archive_exports
  where dropped_at is not null;
  raise exception using errcode = 'BT070', message = format('there is no job %s', p_job_id),
    hint = 'It may have been removed by retention' || v_files || ', or its insert did not commit. '
      'baton jobs list shows the latest, and so does select job_id from baton.job_overview order '
      'by job_id desc limit 20.';
end
$$;
comment on function baton._require_job(bigint) is
  'Raises BT070 when there is no such job, or it is archived.';
