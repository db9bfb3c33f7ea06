-- Never waits: a breaker that is locked keeps its timer for the next call.
create function baton._half_open_breakers() returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_name text;
begin
  for v_name in
    select breaker.name
    from timers
    join circuit_breakers as breaker on breaker.id = timers.n
    where timers.due_at <= _now() and timers.kind = 'breaker'
    order by breaker.name
    for no key update of breaker skip locked
  loop
    perform _change_breaker(v_name, 'half_open', 'baton', 'one step may try', null);
  end loop;
end
$$;
comment on function baton._half_open_breakers() is 'Lets one step try for each open breaker whose time has come.';
