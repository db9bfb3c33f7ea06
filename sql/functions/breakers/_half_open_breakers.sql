-- Never waits: a breaker that is locked keeps its timer for the next call.
create function baton._half_open_breakers() returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_now timestamptz := _now();
  v circuit_breakers;
begin
  for v in
    select breaker.*
    from timers
    join circuit_breakers as breaker on breaker.id = timers.n
    where timers.kind = 'breaker' and timers.due_at <= v_now
    order by breaker.name
    for no key update of breaker skip locked
  loop
    if v.state = 'open' and v.probe_due_at <= v_now then
      perform _change_breaker(v.name, 'half_open', 'baton', 'one step may try', null);
    end if;
    -- Also one that is not this breaker's any more: what is due and stays would be asked for again and again.
    delete from timers where due_at <= v_now and kind = 'breaker' and n = v.id;
  end loop;
end
$$;
comment on function baton._half_open_breakers() is 'Lets one step try for each open breaker whose time has come.';
