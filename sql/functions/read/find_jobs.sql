-- The text has only the conditions that are asked for, so that each plan is made for its own values and
-- takes the index that fits. Within a span of time an index says which pages to read; there the order
-- comes from a sort ("id + 0"), because a walk from the newest id would read all that is younger.
create function baton.find_jobs(
  p_statuses text[] default null, p_job_types text[] default null, p_subject text default null,
  p_organisation_id text default null, p_batch_id text default null, p_queue text default null,
  p_error_codes text[] default null, p_since timestamptz default null, p_until timestamptz default null,
  p_before bigint default null, p_limit int default 20)
returns setof bigint
language plpgsql
stable
security definer
rows 20
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
declare
  v_conditions text[] := '{}';
begin
  if p_statuses is not null then
    v_conditions := v_conditions || 'job.status = any ($1)'::text;
  end if;
  if p_statuses <@ '{failed,cancelling,cancelled}' or p_error_codes is not null then
    v_conditions := v_conditions || 'job.status_reason is not null'::text;   -- jobs_of_trouble
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
    v_conditions := v_conditions || 'job.created_at >= $8'::text;
  end if;
  if p_until is not null then
    v_conditions := v_conditions || 'job.created_at < $9'::text;
  end if;
  if p_before is not null then
    v_conditions := v_conditions || 'job.id < $10'::text;
  end if;
  return query execute format('select job.id from jobs as job%s order by %s desc limit $11',
      coalesce(' where ' || nullif(array_to_string(v_conditions, ' and '), ''), ''),
      case when num_nonnulls(p_since, p_until) > 0 then 'job.id + 0' else 'job.id' end)
    using p_statuses, p_job_types, p_subject, p_organisation_id, p_batch_id, p_queue, p_error_codes,
      p_since, p_until, p_before, p_limit;
end
$$;
comment on function baton.find_jobs(text[], text[], text, text, text, text, text[], timestamptz, timestamptz, bigint, int) is
  'Ids of jobs, the newest first, that meet every condition given: statuses, job types, subject, organisation, batch, a queue that a step waits in, error classes of the jobs, created from p_since until before p_until, ids below p_before (the last of the page before). Join them to job_overview.';
