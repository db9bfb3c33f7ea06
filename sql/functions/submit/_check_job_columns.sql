-- Columns that an application rarely sets, or rarely sets to something long.
create or replace function baton._check_job_columns(p_job baton.jobs) returns void
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_column text;
begin
  if p_job.priority not between -1000000 and 1000000 then
    raise exception using errcode = 'BT027', message = 'priority must be between -1000000 and 1000000',
      hint = 'Higher numbers go first; the default is 0.';
  end if;
  if not isfinite(p_job.run_at) or not isfinite(p_job.deadline) then
    raise exception using errcode = 'BT027',
      message = format('%s must not be infinite', case when not isfinite(p_job.run_at) then 'run_at' else 'deadline' end),
      hint = 'Leave it out for a job that may run at once and takes as long as it takes.';
  end if;
  if p_job.deadline <= greatest(p_job.run_at, p_job.created_at) then
    raise exception using errcode = 'BT027', message = 'deadline must be later than now and than run_at',
      hint = 'Give a later time, or leave it out: a job that has not ended by its deadline is cancelled.';
  end if;

  perform baton._check_key(p_job.idempotency_key);
  select c into v_column
  from (values ('organisation_id', p_job.organisation_id), ('subject', p_job.subject),
               ('idempotency_key', p_job.idempotency_key), ('batch_id', p_job.batch_id)) as v (c, value)
  where octet_length(value) > 1000
  limit 1;
  if v_column is not null then
    raise exception using errcode = 'BT027', message = format('%s is longer than 1000 bytes', v_column),
      hint = 'It is a key: put content into parameters.';
  end if;
end
$$;
