-- The batch's row first: jobs may end while they are inserted (all their steps may be skipped), and
-- with them the batch.
create function baton.create_batch(
  p_name text,
  p_jobs jsonb,
  p_job_type text default null,
  p_on_end jsonb default null,
  p_organisation_id text default null
) returns bigint
language plpgsql
security definer
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
declare
  v_count bigint;
begin
  p_organisation_id := _organisation(p_organisation_id);
  perform _check_batch(p_name, p_jobs, p_job_type, p_on_end, p_organisation_id);
  insert into batches (name, organisation_id, created_at, created_by, on_end_job_type, on_end_parameters)
  values (p_name, p_organisation_id, _now(), _caller(), p_on_end ->> 'job_type',
          case when p_on_end is not null then coalesce(nullif(p_on_end -> 'parameters', 'null'), '{}') end)
  on conflict do nothing;
  if not found then
    raise exception using errcode = 'BT121', message = format('there is a batch %s already', quote_ident(left(p_name, 100))),
      hint = 'Choose another name; INSERT jobs with that batch_id to add to it.';
  end if;

  begin
    insert into jobs (organisation_id, batch_id, job_type, parameters, subject, priority, run_at, idempotency_key, auto_start, deadline, steps)
    select p_organisation_id, p_name, coalesce(p_job_type, job ->> 'job_type'),
      case when p_job_type is not null then job else nullif(job -> 'parameters', 'null') end,
      given ->> 'subject', (given ->> 'priority')::int, (given ->> 'run_at')::timestamptz, given ->> 'idempotency_key',
      (given ->> 'auto_start')::boolean, (given ->> 'deadline')::timestamptz, nullif(given -> 'steps', 'null')
    from jsonb_array_elements(p_jobs) with ordinality as listed (job, place)
    cross join lateral (select case when p_job_type is null then listed.job end as given) as own
    order by place;
    get diagnostics v_count = row_count;
  exception
    when others then
      if left(sqlstate, 2) in ('08', '40', '53', '57', '58', 'XX') or sqlstate = '55P03' then
        raise;
      end if;
      perform _refuse_batch_job(p_name, p_jobs, p_job_type, p_organisation_id);
      raise;
  end;
  return v_count;
end
$$;
comment on function baton.create_batch(text, jsonb, text, jsonb, text) is
  'Submits many jobs as one batch, all or nothing, and returns how many. p_jobs: an array of jobs '
  '({"job_type", "parameters", "subject", ...}), or with p_job_type of their parameters. '
  'p_on_end: {"job_type", "parameters"} of a job that runs each time all have ended; its '
  'parameters get "batch" with the counts. BT121: the name is taken; BT122: p_jobs or p_on_end; '
  'BT123: an idempotency key is taken; else the errors of an INSERT into baton.jobs. Each names '
  'the job by its place.';
