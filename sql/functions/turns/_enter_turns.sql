-- New jobs of which some are of types with one_active_per.
create function baton._enter_turns(p_job_ids bigint[]) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_nestloop = on   -- an INSERT turns it off
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  v_job record;
  v_refusing bigint[] := '{}';
  v_waiting bigint[] := '{}';
begin
  for v_job in
    update jobs as job
    set one_active = job_type.one_active
    from unnest(p_job_ids) as given(id), job_types as job_type
    where job.id = given.id and job_type.name = job.job_type and job_type.one_active is not null
    returning job.id, job.job_type, job.subject, job.one_active, job.auto_start, coalesce(job.run_at > job.created_at, false) as later
  loop
    if v_job.subject is null then
      raise exception using errcode = 'BT083', message = format('a job of type %s needs a subject', v_job.job_type),
        hint = 'One job is active per subject: say what it is about.';
    elsif v_job.auto_start and v_job.one_active = 'reject' then
      v_refusing := v_refusing || v_job.id;
    elsif v_job.auto_start and not v_job.later then
      v_waiting := v_waiting || v_job.id;
    end if;
  end loop;
  if v_refusing <> '{}' then
    perform _take_subjects(v_refusing);
  end if;
  if v_waiting <> '{}' then
    perform _line_up(v_waiting);
  end if;
end
$$;
comment on function baton._enter_turns(bigint[]) is
  'New jobs of types with one active job per subject line up for their turn, take it, or are '
  'refused (BT083, BT084).';
