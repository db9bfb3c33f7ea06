create or replace function baton._refuse_job_type(p_job_type text, p_disabled_at timestamptz) returns void
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  if p_job_type is null then
    raise exception using errcode = 'BT020', message = 'a job needs a job_type',
      hint = 'Name a defined job type, or give the job''s own graph in steps.';
  elsif p_disabled_at is not null then
    raise exception using errcode = 'BT021', message = format('job type %s is disabled', left(p_job_type, 128)),
      hint = 'enable_job_type() takes new jobs of it again.';
  end if;
  raise exception using errcode = 'BT020', message = format('there is no job type %s', left(p_job_type, 128)),
    hint = 'Define it with define_job_type() or "baton apply".';
end
$$;
