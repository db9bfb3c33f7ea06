create function baton._explain_action(p_job_id bigint, p_n int)
returns text
language sql
stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select format(
    E'waits for a person%s: %s\nThen: select baton.resolve_step(%s, %L, ''completed'', ''{}'', ''why'') (or ''failed'', ''skipped'')',
    coalesce(' since ' || _time_text(step.started_at), ''),
    coalesce(step.instructions, 'it needs a decision.'), p_job_id, step.key)
  from steps as step
  where step.job_id = p_job_id and step.n = p_n
$$;
comment on function baton._explain_action(bigint, int) is
  'What a person is to do for a manual step, and the call to make.';
