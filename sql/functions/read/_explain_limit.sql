create function baton._explain_limit(p_name text, p_ahead text) returns text
language sql
stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select format('is ready, but concurrency limit "%s" lets no more than %s run at once, and %s%s. %s%s',
    policy.name, policy.slots,
    case when held.count = 0 then 'none does' else format('%s %s', held.count, case held.count when 1 then 'does' else 'do' end) end,
    coalesce(': ' || (
      select string_agg(format('step %s of job %s', holder.key, holder.job_id), ', ' order by holder.started_at)
      from (
        select definition.key, running.job_id, running.started_at
        from slots as slot
        cross join lateral (select * from running where running.limit_slot = slot.id offset 0) as running
        join jobs as job on job.id = running.job_id
        join definition_steps as definition on definition.definition_id = job.definition_id and definition.n = running.n
        where slot.limit_name = p_name
        order by running.started_at
        limit 10
      ) as holder), ''),
    p_ahead,
    case when policy.slots < 1000   -- which is the most
      then format(' To let more run: update baton.concurrency_limits set slots = %s where name = %L', policy.slots + 1, policy.name) end)
  from concurrency_limits as policy
  cross join lateral (
    select count(*)
    from slots as slot
    cross join lateral (select from running where running.limit_slot = slot.id offset 0) as holder
    where slot.limit_name = policy.name
  ) as held
  where policy.name = p_name
$$;
comment on function baton._explain_limit(text, text) is
  'Why a full concurrency limit starts no step, and who has its slots.';
