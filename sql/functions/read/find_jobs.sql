-- The text has only the conditions that are asked for, so that each plan is made for its own values
-- and takes the index that fits.
--
-- Statuses (and several job types) have no index: only those thousands of ids are looked through
-- where job_totals knows of such jobs. Where a subject or an error class says which jobs, and for
-- jobs that have ended also where an organisation, a batch or a time does, their indexes are
-- narrower; so is that of a batch or an organisation that has few jobs at all.
--
-- Within a span of time an index says which pages to read; there the order comes from a sort
-- ("id + 0"), because a walk from the newest id would read all that is younger.
create function baton.find_jobs(
  p_statuses text[] default null, p_job_types text[] default null, p_subject text default null,
  p_organisation_id text default null, p_batch_id text default null, p_queue text default null,
  p_error_codes text[] default null, p_since timestamptz default null,
  p_until timestamptz default null, p_before bigint default null, p_limit int default 20)
returns setof bigint
language plpgsql
stable
security definer
rows 20
set search_path = pg_catalog, baton, pg_temp
set enable_seqscan = off
set enable_bitmapscan = on
set jit = off
as $$
declare
  v_by_thousands constant boolean :=
    (p_statuses is not null or coalesce(cardinality(p_job_types), 0) > 1)
    and num_nonnulls(p_subject, p_error_codes) = 0
    and (coalesce(p_statuses <@ '{draft,pending,in_progress,cancelling}', false)
      or num_nonnulls(p_organisation_id, p_batch_id, p_queue, p_since, p_until) = 0)
    and not _are_few(p_batch_id, p_organisation_id);
  -- Not as the index has it, whose pages would be read for each thousand anew.
  v_created_at constant text :=
    case when v_by_thousands then '(job.created_at + ''0'')' else 'job.created_at' end;
  v_newest constant bigint := least(p_before, (select max(id) from jobs));
  v_unfolded bigint[];
  v_conditions text[] := '{}';
  v_where text;
begin
  if p_statuses is not null then
    v_conditions := v_conditions || 'job.status = any ($1)'::text;
  end if;
  if p_statuses <@ '{failed,cancelling,cancelled}' or p_error_codes is not null then
    v_conditions := v_conditions || 'job.status_reason is not null'::text; -- jobs_of_trouble
  end if;
  if cardinality(p_job_types) = 1 then
    v_conditions := v_conditions || 'job.job_type = $2[1]'::text;            -- keeps the order of ids
  elsif p_job_types is not null then
    v_conditions := v_conditions || 'job.job_type = any ($2)'::text;
  end if;
  if p_subject is not null then
    v_conditions := v_conditions || 'job.subject = $3'::text;
  end if;
  if p_organisation_id is not null then
    v_conditions := v_conditions || 'job.organisation_id = $4'::text;
  end if;
  if p_batch_id is not null then
    v_conditions := v_conditions || 'job.batch_id = $5'::text;
  end if;
  if p_queue is not null then
    v_conditions := v_conditions || 'exists (
      select from definition_steps as step join lanes as lane on lane.id = step.lane
      where step.definition_id = job.definition_id and lane.queue = $6)'::text;
  end if;
  if p_error_codes is not null then
    v_conditions := v_conditions || 'job.error_code = any ($7)'::text;
  end if;
  if p_since is not null then
    v_conditions := v_conditions || format('%s >= $8', v_created_at);
  end if;
  if p_until is not null then
    v_conditions := v_conditions || format('%s < $9', v_created_at);
  end if;
  if p_before is not null then
    v_conditions := v_conditions || 'job.id < $10'::text;
  end if;
  v_where := coalesce(' where ' || nullif(array_to_string(v_conditions, ' and '), ''), '');
  if not v_by_thousands then
    return query execute format('select job.id from jobs as job%s order by %s desc limit $11',
        v_where, case when num_nonnulls(p_since, p_until) > 0 then 'job.id + 0' else 'job.id' end)
      using p_statuses, p_job_types, p_subject, p_organisation_id, p_batch_id, p_queue,
        p_error_codes, p_since, p_until, p_before, p_limit;
    return;
  end if;
  v_unfolded := array(
    select distinct changed.block
    from job_changes as changed
    where (p_statuses is null or changed.to_status = any (p_statuses))
      and (p_job_types is null or changed.job_type = any (p_job_types)));
  -- A bitmap would read all of job_totals for the next thousand.
  perform set_config('enable_bitmapscan', 'off', true);
  return query execute format('
      with recursive place as (
        select $13 / 1000 + 1 as block
        union all
        select greatest(
          (select total.block
           from job_totals as total
           where total.block between 0 and place.block - 1 and total.jobs > 0
             and ($1 is null or total.status = any ($1))
             and ($2 is null or total.job_type = any ($2))
           order by total.block desc
           limit 1),
          (select max(block) from unnest($12) as block where block < place.block))
        from place
        where place.block is not null
      ), found as (
        select newest.id
        from place
        cross join lateral (
          select job.id
          from (
            select * from jobs where id between place.block * 1000 and place.block * 1000
              + least(999, 9223372036854775807 - place.block * 1000)
          ) as job%s
          order by job.id desc
          limit $11
        ) as newest
        where place.block <= $13 / 1000
        limit $11
      )
      select id from found order by id desc', v_where)
    using p_statuses, p_job_types, p_subject, p_organisation_id, p_batch_id, p_queue,
      p_error_codes, p_since, p_until, p_before, p_limit, v_unfolded, v_newest;
end
$$;
comment on function baton.find_jobs(text[], text[], text, text, text, text, text[], timestamptz,
  timestamptz, bigint, int) is
  'Ids of jobs, the newest first, that meet every condition given: statuses, job types, subject, '
  'organisation, batch, a queue that a step waits in, error classes of the jobs, created from '
  'p_since until before p_until, ids below p_before (the last of the page before). Join them to '
  'job_overview.';
