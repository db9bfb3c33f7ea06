create function baton._require_job(p_job_id bigint)
returns void
language plpgsql
stable
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  if not exists (select from jobs where id = p_job_id) then
    raise exception 'there is no job %', coalesce(p_job_id::text, 'null')
      using errcode = 'BT070',
            hint = case when p_job_id is null then 'Pass the id that the INSERT returned.' else 'It may have been removed by retention, or its insert did not commit. select job_id from baton.job_overview order by job_id desc limit 20 lists the latest.' end;
  end if;
end
$$;
comment on function baton._require_job(bigint) is 'Raises BT070 when there is no such job.';
