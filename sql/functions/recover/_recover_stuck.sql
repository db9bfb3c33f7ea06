create function baton._recover_stuck(p_max_jobs int, p_dry_run boolean) returns jsonb
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_jobs bigint[];
  v_locked bigint[];
  v_stuck step_ref[];
  v_done record;
begin
  v_jobs := array(
    select stuck.job_id from (select distinct job_id from _stuck_steps()) as stuck order by stuck.job_id limit p_max_jobs);
  if p_dry_run then
    return jsonb_build_object('recovered', cardinality(v_jobs));
  end if;
  v_locked := array(select job.id from jobs as job where job.id = any (v_jobs) order by job.id for no key update skip locked);
  v_stuck := array(select row(stuck.job_id, stuck.n)::step_ref from _stuck_steps() as stuck where stuck.job_id = any (v_locked));
  v_done := _lose_attempts(v_stuck, 'recover_orphans', 'it gave no sign of life and was recovered');
  return jsonb_build_object('recovered', v_done.recovered, 'failed', v_done.failed,
    'skipped', cardinality(v_jobs) - cardinality(v_locked));
end
$$;
comment on function baton._recover_stuck(int, boolean) is 'Recovers stuck steps of at most p_max_jobs jobs; returns counts.';
