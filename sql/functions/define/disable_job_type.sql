create or replace function baton.disable_job_type(name text) returns void
language plpgsql security definer
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
begin
  perform baton._refuse_our_job_type($1);
  update baton.job_types t set disabled_at = coalesce(t.disabled_at, baton._now()) where t.name = $1;
  if not found then
    raise exception using errcode = 'BT020', message = format('there is no job type %s', $1),
      hint = 'select name from baton.job_types shows those that are defined.';
  end if;
end
$$;
comment on function baton.disable_job_type(text) is
  'Refuses new jobs of this type (BT021) until enable_job_type(); jobs that are there go on. '
  'BT020: no such job type; BT131: it is made for a notification.';
