-- Only what is not well: what fails and is kept apart from the rest, by kind of work.
create function baton._health_of_set_aside(out name text, out status text, out message text, out fix text)
returns setof record
language sql stable security definer
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
  select
    'set aside: ' || counted.work,
    'warning',
    format('%s, such as %s: %s (SQLSTATE %s; failed %s, since %s).',
      case counted.n when 1 then '1 row fails' else counted.n || ' rows fail' end,
      _aside_text(counted.work, (counted.first).job_id, (counted.first).n), rtrim((counted.first).message, '.'), (counted.first).sqlstate,
      case (counted.first).tries when 1 then 'once' else (counted.first).tries || ' times' end, _time_text((counted.first).since)),
    'Remove the cause; it is tried again by itself, within 5 minutes. See baton.set_aside.'
  from (
    select aside.work, count(*) as n, (array_agg(aside order by aside.since, aside.job_id, aside.n))[1] as first
    from set_aside as aside
    where aside.tries > 0
    group by aside.work
  ) as counted
$$;
comment on function baton._health_of_set_aside() is
  'Checks for baton.health: work that fails and is kept apart from the rest.';
