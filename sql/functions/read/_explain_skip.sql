create function baton._explain_skip(p_job_id bigint, p_n int)
returns text
language plpgsql
stable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_reason    text;
  v_condition jsonb;
  v_culprits  text;
begin
  select step.status_reason, definition.when_condition into v_reason, v_condition
  from jobs as job
  join definition_steps as definition on definition.definition_id = job.definition_id and definition.n = p_n
  join steps as step on step.job_id = job.id and step.n = p_n
  where job.id = p_job_id;

  if v_reason = 'dependency_failed' then
    -- The nearest failures above it; what lies between was skipped for the same reason.
    select string_agg(_step_state(ancestor), ', ' order by ancestor.n) into v_culprits
    from jobs as job
    join definition_steps as definition on definition.definition_id = job.definition_id and definition.n = p_n
    join steps as ancestor on ancestor.job_id = job.id and ancestor.n = any (definition.ancestors)
    where job.id = p_job_id and ancestor.status in ('failed', 'cancelled');
  elsif v_reason = 'job_failed' then
    select string_agg(failed.key, ', ' order by failed.n) into v_culprits
    from jobs as job
    join steps as failed on failed.job_id = job.id and failed.n = job.error_step
    where job.id = p_job_id;
  end if;

  return case v_reason
    when 'dependency_failed' then format('because what it depends on did not complete: %s.', coalesce(v_culprits, 'see its dependencies'))
    when 'job_failed' then format('because its job failed%s.', coalesce(' at step ' || v_culprits, ''))
    when 'condition' then format('because its condition was not met: when %s.', v_condition)
    else format('(%s).', coalesce(v_reason, 'no reason recorded'))
  end;
end
$$;
comment on function baton._explain_skip(bigint, int) is
  'Why a step was skipped: what failed before it, its condition, or a person.';
