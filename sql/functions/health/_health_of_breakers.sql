-- Services that steps are not started for.
create function baton._health_of_breakers(out name text, out status text, out message text, out fix text)
returns setof record
language sql stable security definer
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
  select
    'breaker ' || breaker.name,
    case when breaker.state = 'closed' then 'ok' else 'warning' end,
    case breaker.state
      when 'closed' then format('Closed; %s of %s failures in a row.', breaker.failures, breaker.threshold)
      else format('%s for %s (%s); %s ready steps wait for it.',
        case breaker.state when 'open' then 'Open' else 'Half-open' end,
        _length_text(greatest(_now() - breaker.changed_at, '0')),
        concat_ws(': ', nullif(breaker.changed_by, 'baton'), breaker.reason),
        breaker.waiting_steps)
    end,
    case when breaker.state <> 'closed' then
      case when breaker.state = 'open' and breaker.probe_due_at is null
        then format('It stays open until: select baton.close_breaker(%L);', breaker.name)
        else format('Look at the service. It closes by itself when a step completes, or at once: select baton.close_breaker(%L);', breaker.name)
      end
    end
  from breaker_status as breaker
$$;
comment on function baton._health_of_breakers() is
  'Checks for baton.health: one row per circuit breaker.';
