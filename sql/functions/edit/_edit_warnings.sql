-- What a person should know before such an edit: it is possible, but may not be what was meant.
create function baton._edit_warnings(p_job baton.jobs, p_steps baton.step_plan[]) returns table (step text, message text)
language sql stable
set search_path = pg_catalog, baton, pg_temp
as $$
  with named as materialized (
    select plan.*, definition.children, definition.parents,
      (plan.to_status = 'completed' and coalesce(plan.outputs, step.outputs, '{}') = '{}') or plan.to_status = 'skipped' as has_no_outputs
    from unnest(p_steps) as plan
    join definition_steps as definition on definition.definition_id = p_job.definition_id and definition.n = plan.n
    join step_rows as step on step.job_id = p_job.id and step.n = plan.n
    where plan.asked is not null
  ), reading as materialized (   -- which step that is yet to run needs outputs of which
    select distinct plan.n, plan.key as reader, placeholder.found[1] as read
    from unnest(p_steps) as plan
    join definition_steps as definition on definition.definition_id = p_job.definition_id and definition.n = plan.n
    cross join lateral regexp_matches(concat(definition.command, definition.environment), E'{{ *context\\.([A-Za-z0-9_-]+)\\.[^:}]*}}', 'g') as placeholder(found)
    where not _is_end(plan.to_status) and definition.has_placeholders
  )
  select named.key, case named.asked
      when 'pending' then format('%s has not started: there is nothing to reset', named.key)
      else format('%s is %s already', named.key, named.asked) end
  from named
  where not named.changed and named.from_status <> 'running'
  union all
  select named.key, format('%s would be skipped again: its condition is not met', named.key)
  from named
  where named.asked = 'pending' and named.changed and named.to_status = 'skipped' and named.to_reason = 'condition'
  union all
  select named.key, format('what depends on %s does not wait for %s, which has not ended', named.key,
    string_agg(parent.key, ', ' order by parent.n))
  from named
  join unnest(p_steps) as parent on parent.n = any (named.parents)
  where named.asked = 'skipped' and named.changed and named.children <> '{}' and not _is_end(parent.to_status)
  group by named.key
  union all
  select named.key, format('%s %s outputs of %s, which has none', string_agg(reading.reader, ', ' order by reading.n),
      case when count(*) > 1 then 'read' else 'reads' end, named.key)
  from named
  join reading on reading.read = named.key
  where named.changed and named.has_no_outputs
  group by named.key
  union all
  select plan.key, format('%s is a SQL step that was done: its function is called once more', plan.key)
  from unnest(p_steps) as plan
  join definition_steps as definition on definition.definition_id = p_job.definition_id and definition.n = plan.n
  where plan.renewed and definition.kind = 'sql' and plan.to_status in ('pending', 'ready')
    and exists (select from attempt_rows as attempt
      where attempt.job_id = p_job.id and attempt.n = plan.n and attempt.outcome = 'completed')
  union all
  select null, format('job %s stays cancelled: reset a step, or retry_job(), to run what is left', p_job.id)
  from unnest(p_steps) as plan
  where p_job.status = 'cancelled'
  having bool_or(plan.changed) and bool_or(plan.to_status = 'cancelled')
  union all
  select null, format('the deadline of job %s has passed and does not count any more', p_job.id)
  from unnest(p_steps) as plan
  where p_job.deadline <= _now() and _is_end(p_job.status)
  having bool_or(not _is_end(plan.to_status))
$$;
comment on function baton._edit_warnings(baton.jobs, baton.step_plan[]) is
  'What to know before an edit.';
