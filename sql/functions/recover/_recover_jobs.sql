-- These, until p_max_jobs are done: an array of {job_id, outcome, error, sqlstate} in their order.
--
-- All in one subtransaction: one for each would be more than 64 in a large call, and beyond those
-- PostgreSQL looks up every row's transaction on disk for everybody. Where one fails, nothing stays
-- of the others either. Then each one after it is tried alone and undone, and all that did not fail
-- are recovered together.
create function baton._recover_jobs(p_jobs bigint[], p_kind text, p_dry_run boolean, p_max_jobs int)
returns jsonb[]
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_failed jsonb := '{}';   -- by job id
  v_failure constant jsonb := '{"outcome": "failed"}';
  v_tried boolean := false;
  v_results jsonb[];
  v_result jsonb;
  v_job_id bigint;
  v_done int;
begin
  loop
    begin
      v_results := '{}';
      v_done := 0;
      foreach v_job_id in array p_jobs loop
        exit when v_done >= p_max_jobs;
        v_result := coalesce(v_failed -> v_job_id::text,
          _recover_job(v_job_id, p_kind, p_dry_run));
        v_results := v_results || (jsonb_build_object('job_id', v_job_id) || v_result);
        v_done := v_done + (v_result ->> 'outcome' <> 'skipped')::int;
      end loop;
      return v_results;
    exception
      when others then
        v_failed := v_failed || jsonb_build_object(v_job_id,
          v_failure || jsonb_build_object('error', sqlerrm, 'sqlstate', sqlstate));
        v_done := v_done + 1;
    end;
    continue when v_tried;
    v_tried := true;
    foreach v_job_id in array p_jobs[array_position(p_jobs, v_job_id) + 1:] loop
      exit when v_done >= p_max_jobs;
      begin
        v_result := _recover_job(v_job_id, p_kind, p_dry_run);
        raise exception using errcode = 'BT073', message = 'the recovery was tried',
          hint = 'Nobody sees this: it undoes what was tried.';   -- variables outlive the rollback
      exception
        when sqlstate 'BT073' then
          v_done := v_done + (v_result ->> 'outcome' <> 'skipped')::int;
        when others then
          v_failed := v_failed || jsonb_build_object(v_job_id,
            v_failure || jsonb_build_object('error', sqlerrm, 'sqlstate', sqlstate));
          v_done := v_done + 1;
      end;
    end loop;
  end loop;
end
$$;
comment on function baton._recover_jobs(bigint[], text, boolean, int) is
  'Recovers jobs of one kind, at most p_max_jobs; for each {job_id, outcome, error, sqlstate}.';
