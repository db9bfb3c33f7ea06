-- From what is kept when jobs change: no job is read. Every status of a type is there, also with 0,
-- so no series comes and goes. A name in parentheses cannot be that of a job type.
create function baton._metrics_of_jobs(out family text, out labels jsonb, out value float8)
returns setof record
language plpgsql stable security definer
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
#variable_conflict use_column
begin
  return query
    with shown as materialized (
      select job_type.name
      from job_types as job_type
      order by job_type.disabled_at is not null, job_type.created_at, job_type.name
      limit 100
    ), named as (
      select name from shown
      union all
      values ('(inline)'), ('(other)')
    ), counted as materialized (
      select case when counts.job_type is null then '(inline)' else coalesce(shown.name, '(other)') end as name,
        counts.status, sum(counts.jobs) as jobs
      from job_counts as counts
      left join shown on shown.name = counts.job_type
      group by 1, 2
    )
    select 'baton_jobs', jsonb_build_object('job_type', named.name, 'status', status.name),
      coalesce(counted.jobs, 0)::float8
    from named
    cross join (
      select from_status from job_transitions
      union
      select to_status from job_transitions
    ) as status (name)
    left join counted on counted.name = named.name and counted.status = status.name;
end
$$;
comment on function baton._metrics_of_jobs() is
  'For baton.metrics: how many jobs of each type are in each status.';
