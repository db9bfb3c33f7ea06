-- The database itself and its tick.
create function baton._health_of_clock(out name text, out status text, out message text, out fix text)
returns setof record
language sql stable security definer
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
  select
    'accepted',
    case when _on_hold() then 'problem' else 'ok' end,
    case when _on_hold()
      then format('This database is a copy or was restored (%s): it is on hold and nothing starts.', _why_on_hold())
      else 'This is the database that was accepted.' end,
    case when _on_hold()
      then 'If it is meant to run jobs, and the original does not: select baton.accept_database();' end
  union all
  -- pg_cron alone ticks once a minute; twice that, or a whole lease, is late.
  select
    'tick',
    case
      when _now() - clock.ticked_at <= greatest(settings.lease_ticks * clock.tick_interval, '2 minutes') then 'ok'
      when exists (select from ready) or exists (select from running) or exists (select from timers) then 'problem'
      else 'warning'
    end,
    format('The tick is %s old.', _length_text(greatest(_now() - clock.ticked_at, '0'))),
    case
      when _now() - clock.ticked_at > greatest(settings.lease_ticks * clock.tick_interval, '2 minutes')
      then 'Nobody calls baton.maintain(): start an executor, or set up pg_cron with "baton migrate".'
    end
  from clock, settings
$$;
comment on function baton._health_of_clock() is
  'Checks for baton.health: whether this database may run jobs, and how old its tick is.';
