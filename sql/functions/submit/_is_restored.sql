-- A row that brings columns which are ours: true for a row of a dump being restored by the owner or
-- a superuser (whole, as pg_restore --data-only writes it), an error for everybody and everything
-- else. Restored rows are counted for _expand_jobs, which cannot tell them from new ones.
create or replace function baton._is_restored(p_job baton.jobs) returns boolean
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  c_ours constant text[] := array['status', 'status_reason', 'definition_id', 'total_steps', 'open_steps', 'failing',
    'warnings', 'created_at', 'created_by', 'started_at', 'finished_at', 'error_step', 'error_code', 'error_message',
    'recoveries', 'one_active', 'secret_names', 'schedule', 'parameters_hash'];
  v_job jsonb;
  v_column text;
begin
  if num_nulls(p_job.id, p_job.status, p_job.definition_id, p_job.total_steps, p_job.created_at) = 0
     and pg_has_role(baton._caller_role(), 'baton_owner', 'member') then
    perform set_config('baton.restored_rows',
              (coalesce(nullif(current_setting('baton.restored_rows', true), ''), '0')::bigint + 1)::text, true);
    return true;
  end if;

  v_job := to_jsonb(p_job);
  v_column := coalesce((select c from unnest(c_ours) with ordinality as o (c, i)
                        where v_job ->> c is not null order by i limit 1), 'id');
  raise exception using errcode = 'BT026', message = format('column %s of baton.jobs is set by Baton', v_column),
    hint = case v_column
      when 'status' then 'Leave it out. auto_start => false gives a draft; start_job() and cancel_job() change a job later.'
      else 'Leave it out of the INSERT.'
    end;
end
$$;
