create function baton._require_schedule(p_name text) returns void
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  if not exists (select from schedules where name = p_name) then
    raise exception using errcode = 'BT103', message = format('there is no schedule %s', coalesce(quote_ident(left(p_name, 100)), 'null')),
      hint = coalesce('Schedules: ' || (select string_agg(name, ', ' order by name) from schedules) || '.',
               'There are none; schedule_job() makes one.');
  end if;
end
$$;
comment on function baton._require_schedule(text) is 'Raises BT103 when there is no such schedule.';
