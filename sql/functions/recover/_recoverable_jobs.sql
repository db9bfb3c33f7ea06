-- Jobs that may be recovered, in the order in which they are to be tried: those that a validation
-- refused before come last and in any order, so that many of them do not stand in the way of others
-- for ever.
create function baton._recoverable_jobs(p_kind text, p_only_where_asked boolean, p_limit int) returns setof bigint
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_jobs bigint[];
begin
  if p_kind = 'stuck' then
    v_jobs := array(select distinct stuck.job_id from _stuck_steps() as stuck);
  else
    -- From the events of failures, which are few where jobs are many; each rule about a class is
    -- looked up once.
    with failures as materialized (
      select distinct event.job_id from job_events as event where event.to_status = 'failed' and event.n is null
    ), classes as materialized (
      select distinct on (class.code, class.job_type) class.code, class.job_type, class.recoverable
      from error_classes as class
      order by class.code, class.job_type, class.position
    )
    select array_agg(job.id)
    into v_jobs
    from failures
    join jobs as job on job.id = failures.job_id and job.status = 'failed' and coalesce(job.recoveries, 0) < 3
    join definitions as definition on definition.id = job.definition_id
    left join classes as own on own.code = job.error_code and own.job_type = job.job_type
    left join classes as general on general.code = job.error_code and general.job_type is null
    where coalesce(own.recoverable, general.recoverable)
      and (not p_only_where_asked or definition.definition -> 'recovery' -> 'failed' = 'true');
  end if;

  return query
  select candidate.job_id
  from unnest(v_jobs) as candidate(job_id)
  cross join lateral (
    select exists (select from job_events as event where event.job_id = candidate.job_id and event.action = 'skip_recovery') as refused
    offset 0
  ) as before
  where not exists (
    select from set_aside as aside
    where aside.work = 'recover' and aside.job_id = candidate.job_id and aside.next_try_at > _now())
  order by before.refused, case when before.refused then random() end, candidate.job_id
  limit p_limit;
end
$$;
comment on function baton._recoverable_jobs(text, boolean, int) is
  'Jobs with stuck steps, or failed jobs whose error class is recoverable and that were recovered '
  'less than 3 times.';
