-- Never waits: a breaker that is locked keeps its timer for the next call.
create function baton._half_open(p_breakers baton.step_ref[]) returns int
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_now timestamptz := _now();
  v_count int := 0;
  v circuit_breakers;
begin
  for v in
    select breaker.*
    from circuit_breakers as breaker
    where breaker.id in (select given.n from unnest(p_breakers) as given)
    order by breaker.name
    for no key update skip locked
  loop
    if v.state = 'open' and v.probe_due_at <= v_now then
      perform _change_breaker(v.name, 'half_open', 'baton', 'one step may try', null);
    end if;
    -- Also one that is not this breaker's any more: what is due and stays would be asked for again
    -- and again.
    delete from timers where due_at <= v_now and kind = 'breaker' and n = v.id;
    v_count := v_count + 1;
  end loop;
  return v_count;
end
$$;
comment on function baton._half_open(baton.step_ref[]) is
  'Lets one step try for each of the open breakers (ids in n) whose time has come.';
