create function baton._repair_steps(p_job_id bigint) returns int
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  c_passes constant int := 4;   -- a step may be damaged in several ways, and each repair shows the next
  v record;
  v_step step_ref[];
  v_count int := 0;
begin
  for v_pass in 1..c_passes loop
    for v in
      select step.n, step.due_at, definition.parents, _damage(step.*, job.priority, definition.lane, definition.parents) as damage
      from jobs as job
      join step_rows as step on step.job_id = job.id
      join definition_steps as definition on definition.definition_id = job.definition_id and definition.n = step.n
      where job.id = p_job_id
        and _damage(step.*, job.priority, definition.lane, definition.parents) is not null
      order by step.n
    loop
      v_step := array[row(p_job_id, v.n)::step_ref];
      case v.damage
        when 'its number of attempts was too low' then
          update step_rows
          set attempts = (select max(attempt) from attempt_rows where attempt_rows.job_id = p_job_id and attempt_rows.n = v.n)
          where job_id = p_job_id and n = v.n;
        when 'it was ready, and neither in the queue nor running' then
          perform _requeue_steps(v_step, 'ready');
          perform _ring_work();
        when 'its executor was not there any more' then
          perform _lose_attempts(v_step, 'recover', 'its executor is not known any more');
        when 'the time of its retry was missing' then
          update step_rows set due_at = coalesce(due_at, _now()) where job_id = p_job_id and n = v.n returning due_at into v.due_at;
          insert into timers (due_at, job_id, n, kind, set_at) values (v.due_at, p_job_id, v.n, 'retry', least(_now(), v.due_at));
        when 'its dependencies were counted wrongly' then
          update step_rows
          set (open_dependencies, failed_dependencies) = (
            select count(*) filter (where parent.status not in ('completed', 'failed', 'skipped', 'cancelled')),
              count(*) filter (where parent.status in ('completed', 'failed', 'skipped', 'cancelled')
                and not _satisfies(parent.status, parent.status_reason))
            from step_rows as parent
            where parent.job_id = p_job_id and parent.n = any (v.parents))
          where job_id = p_job_id and n = v.n;
      end case;
      perform _note_repair(p_job_id, v.n, v.damage);
      v_count := v_count + 1;
    end loop;
    exit when not found;
  end loop;
  return v_count;
end
$$;
comment on function baton._repair_steps(bigint) is
  'Repairs the steps of a job; returns how much was repaired. Under the job''s lock.';
