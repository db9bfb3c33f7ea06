-- A set of jobs was refused, and the error does not say which of them it was: they are inserted one
-- by one, and what the first of them raises is raised with its place. Leaves nothing.
create function baton._refuse_batch_job(
  p_name text, p_jobs jsonb, p_job_type text, p_organisation_id text) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_job record;
  v_given jsonb;
  v_column text;
  v_message text;
  v_hint text;
  v_other bigint;
begin
  for v_job in select * from jsonb_array_elements(p_jobs) with ordinality as listed (job, place) loop
    v_given := case when p_job_type is null then v_job.job end;
    v_column := 'priority';
    perform (v_given ->> 'priority')::int;
    v_column := 'run_at';
    perform (v_given ->> 'run_at')::timestamptz;
    v_column := 'auto_start';
    perform (v_given ->> 'auto_start')::boolean;
    v_column := 'deadline';
    perform (v_given ->> 'deadline')::timestamptz;
    v_column := null;
    select jobs.id into v_other
    from jobs
    where jobs.organisation_id is not distinct from p_organisation_id
      and jobs.idempotency_key = v_given ->> 'idempotency_key';
    exit when found;

    insert into jobs (organisation_id, batch_id, job_type, parameters, subject, priority, run_at,
      idempotency_key, auto_start, deadline, steps)
    values (p_organisation_id, p_name, coalesce(p_job_type, v_given ->> 'job_type'),
      case when p_job_type is not null then v_job.job else nullif(v_given -> 'parameters', 'null') end,
      v_given ->> 'subject', (v_given ->> 'priority')::int, (v_given ->> 'run_at')::timestamptz,
      v_given ->> 'idempotency_key', (v_given ->> 'auto_start')::boolean,
      (v_given ->> 'deadline')::timestamptz, nullif(v_given -> 'steps', 'null'));
  end loop;
  if v_other is null then
    return;
  end if;
  raise exception using errcode = 'BT123',
    message = format('job %s of the batch: its idempotency key is taken', v_job.place),
    hint = case
      when exists (select from jobs where id = v_other and batch_id = p_name) then 'Another job of the batch has it.'
      else format('Job %s has it.', v_other) end
      || ' Give each its own, or none: the name of a batch says already that it is submitted once.';
exception
  when others then
    if left(sqlstate, 2) in ('08', '40', '53', '57', '58', 'XX') or sqlstate in ('55P03', 'BT123') then
      raise;
    end if;
    get stacked diagnostics v_message = message_text, v_hint = pg_exception_hint;
    if v_column is not null then
      raise exception using errcode = 'BT122',
        message = format('job %s of the batch: %s is none', v_job.place, v_column),
        hint = case v_column
          when 'priority' then 'It is a whole number, such as 5.'
          when 'auto_start' then 'It is true or false.'
          else 'It is a time, such as 2026-03-14 02:30+00.' end;
    end if;
    raise exception using errcode = sqlstate,
      message = format('job %s of the batch: %s', v_job.place, v_message), hint = v_hint;
end
$$;
comment on function baton._refuse_batch_job(text, jsonb, text, text) is
  'Raises the error of the first job of a refused batch that is refused by itself, with its place.';
