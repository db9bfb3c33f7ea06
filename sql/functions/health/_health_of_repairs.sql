-- Only what is not well: that something had to be repaired.
create function baton._health_of_repairs(out name text, out status text, out message text, out fix text)
returns setof record
language sql stable security definer
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
  select
    'repairs',
    'warning',
    format('Rows that Baton keeps were missing or wrong and have been repaired, %s ever; the last one %s%s: %s.',
      case repairs.repaired when 1 then 'one' else repairs.repaired::text end, _time_text(repairs.repaired_at),
      coalesce(', of job ' || repairs.last_job, ''), repairs.what),
    'Find who changes tables of schema baton by hand, or checks nothing after a crash. All of them: '
      || 'select * from baton.job_history where action = ''repair'' order by id desc limit 20;'
  from repairs
  where repairs.repaired_at > _now() - interval '1 day'
$$;
comment on function baton._health_of_repairs() is
  'Checks for baton.health: what had to be repaired in the last day.';
