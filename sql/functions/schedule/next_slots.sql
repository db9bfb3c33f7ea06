-- What a cron text means, before anything is scheduled.
create function baton.next_slots(p_cron text, p_count int default 5, p_after timestamptz default null) returns setof timestamptz
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
declare
  v_slot timestamptz := coalesce(p_after, _now());
begin
  perform _within('p_count', p_count, 1, 1000);
  if v_slot not between '0001-01-01' and '9999-12-31' then   -- also -infinity and infinity
    raise exception using errcode = 'BT062', message = 'p_after must lie in the years 1 to 9999', hint = 'Leave it out for now.';
  end if;
  for v in 1 .. p_count loop
    v_slot := _next_slot(p_cron, v_slot);
    exit when v_slot is null;
    return next v_slot;
  end loop;
end
$$;
comment on function baton.next_slots(text, int, timestamptz) is
  'The next slots of a cron text (at most 1000), to see what it means before schedule_job(). '
  'BT100: the text is wrong; the message names the field; BT062: p_count is not between 1 and '
  '1000, or p_after is too far.';
