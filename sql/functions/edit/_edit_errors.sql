-- Everything that speaks against a plan, one sentence each, with the fix. Code BT058 where waiting
-- helps: something runs.
create function baton._edit_errors(p_job baton.jobs, p_steps baton.step_plan[], p_failing text)
returns table (step text, code text, message text, hint text)
language sql stable
set search_path = pg_catalog, baton, pg_temp
as $$
  with planned as materialized (
    select plan.*, definition.parents, definition.ancestors, definition.run_if,
      case plan.asked when 'pending' then 'reset ' || plan.key else format('mark %s %s', plan.key, plan.asked) end as wish
    from unnest(p_steps) as plan
    join definition_steps as definition on definition.definition_id = p_job.definition_id and definition.n = plan.n
  ), hindered as (   -- by what they depend on
    select step.n, string_agg(format('%s %s %s', parent.key, case when parent.changed then 'would be' else 'is' end,
        parent.to_status || case when parent.to_status = 'skipped' then format(' (%s)', parent.to_reason) else '' end),
      ', ' order by parent.n) as obstacles
    from planned as step
    cross join lateral unnest(step.parents) as above(n)
    join planned as parent on parent.n = above.n
    where step.asked is not null
      and case
        when step.asked = 'completed' and step.run_if = 'all_completed' then not _satisfies(parent.to_status, parent.to_reason)
        when step.asked = 'completed' then not _is_end(parent.to_status)
        else _is_end(parent.to_status) and not _satisfies(parent.to_status, parent.to_reason) end
    group by step.n
  ), named as materialized (
    select planned.*, hindered.obstacles
    from planned
    left join hindered on hindered.n = planned.n
  )
  select named.key, 'BT058', format('cannot %s: it is running', named.wish),
    format('Wait until its attempt has ended, or cancel the job: select baton.cancel_job(%s).', p_job.id)
  from named
  where named.asked is not null and named.from_status = 'running'
  union all
  select runner.key, 'BT058', format('cannot %s: %s, which depends on it, is running', cause.wish, runner.key),
    format('Wait until its attempt has ended, or cancel the job: select baton.cancel_job(%s).', p_job.id)
  from named as runner
  cross join lateral (
    select named.wish
    from named
    where named.n = any (runner.ancestors) and named.asked is not null and named.changed
    order by cardinality(named.ancestors) desc, named.n
    limit 1
  ) as cause
  where runner.from_status = 'running' and runner.again and runner.asked is null
  union all
  select named.key, 'BT057', format('cannot %s: %s', named.wish, named.obstacles),
    'Let what it depends on finish, or mark that completed or skipped in the same edit.'
  from named
  where named.asked = 'completed' and named.from_status <> 'running' and named.obstacles is not null
  union all
  select named.key, 'BT057',
    format('cannot %s: %s', named.wish, case named.to_reason
      when 'dependency_failed' then named.obstacles
      else format('%s is failed, and the job with it', p_failing) end),
    'Reset what failed: all that depends on it runs again, too.'
  from named
  where named.asked = 'pending' and named.to_status = 'skipped' and named.to_reason in ('dependency_failed', 'job_failed')
  union all
  select named.key, 'BT057', format('cannot %s: job %s is a draft', named.wish, p_job.id),
    format('Start the job first: select baton.start_job(%s).', p_job.id)
  from named
  where named.asked = 'failed' and p_job.status = 'draft'
  union all
  select named.key, 'BT058', format('cannot %s: job %s is being cancelled', named.wish, p_job.id),
    'Wait until its scripts have been stopped.'
  from named
  where named.asked is not null and p_job.status = 'cancelling'
$$;
comment on function baton._edit_errors(baton.jobs, baton.step_plan[], text) is
  'What speaks against the plan of an edit.';
