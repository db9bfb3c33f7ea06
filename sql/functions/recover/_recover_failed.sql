create function baton._recover_failed(p_max_jobs int, p_dry_run boolean) returns jsonb
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_job_id bigint;
  v_recovered int := 0;
  v_errors jsonb := '[]';
begin
  for v_job_id in
    select job.id
    from jobs as job
    where job.status = 'failed'
      and exists (select from error_classes as class where class.code = job.error_code and class.recoverable
                    and (class.job_type is null or class.job_type = job.job_type))
      and (select count(*) from job_events as event where event.job_id = job.id and event.action = 'recover_orphans') < 3
    order by job.id
    limit p_max_jobs
    for no key update skip locked
  loop
    if not p_dry_run then
      begin
        perform _retry_job(v_job_id, null, 'recover_orphans', 'recoverable failure');
      exception when others then
        v_errors := v_errors || jsonb_build_object('job_id', v_job_id, 'error', sqlerrm);
        continue;
      end;
    end if;
    v_recovered := v_recovered + 1;
  end loop;
  return jsonb_build_object('recovered', v_recovered, 'errors', v_errors);
end
$$;
comment on function baton._recover_failed(int, boolean) is 'Retries jobs that failed with a recoverable class, at most 3 times each; returns counts.';
