-- What retry_job() would run again, closed downwards, and which SQL steps of that would only
-- complete once more: those that are done where that was asked for, and those that an earlier retry
-- left done and that have not completed since. The step that a person names runs in any case. Or
-- what speaks against it.
create function baton._plan_retry(p_job baton.jobs, p_from int, p_keep_sql_steps boolean,
  out again int[], out kept int[], out refusal text, out hint text)
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  if p_job.finished_at is null then
    refusal := format('job %s has not ended: it is %s', p_job.id, p_job.status);
    hint := format('Wait for its end, or cancel it first: select baton.cancel_job(%s).', p_job.id);
    return;
  end if;

  with chosen as (
    select step.n
    from step_rows as step
    where step.job_id = p_job.id
      and (step.n = p_from or not _satisfies(step.status, step.status_reason))
  )
  select array_agg(definition.n order by definition.n),
    coalesce(array_agg(definition.n order by definition.n) filter (where definition.kind = 'sql'
      and definition.n is distinct from p_from
      and (step.kept or p_keep_sql_steps and step.status = 'completed')), '{}')
  into again, kept
  from definition_steps as definition
  join step_rows as step on step.job_id = p_job.id and step.n = definition.n
  where definition.definition_id = p_job.definition_id
    and (definition.n in (select chosen.n from chosen)
         or definition.ancestors && array(select chosen.n from chosen));
  if again is null then
    refusal := format('job %s has nothing to do again: every step is done', p_job.id);
    hint := format('Name the step to start from: select baton.retry_job(%s, ''step'').', p_job.id);
  end if;
end
$$;
comment on function baton._plan_retry(baton.jobs, int, boolean) is
  'Which steps of an ended job a retry resets, which SQL steps among them only complete once '
  'more, or why there is none.';
