create or replace function baton.define_job_type(definition jsonb) returns int
language plpgsql security definer
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
begin
  perform baton._refuse_our_job_type($1 ->> 'job_type');
  return baton._define_job_type($1);
end
$$;
comment on function baton.define_job_type(jsonb) is
  'Stores a job type, or its next version, and returns the version; an unchanged definition '
  'returns the current one. Jobs keep the version they were submitted with. Errors BT003-BT017 '
  'say what is wrong with the definition; BT131: the name is one of Baton''s own.';
