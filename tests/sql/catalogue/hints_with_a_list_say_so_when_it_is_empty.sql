-- format() never gives null: coalesce() around it would offer an empty list for a fix.
begin;
select plan(4);
create function pg_temp.hint(p_sql text) returns text language plpgsql as $$
declare
  v_hint text;
begin
  execute p_sql;
  return 'accepted';
exception when others then
  get stacked diagnostics v_hint = pg_exception_hint;
  return v_hint;
end
$$;
select is(pg_temp.hint($$select baton.unschedule_job('s')$$), 'There are none; schedule_job() makes one.', 'schedules');
select is(pg_temp.hint($$select baton.close_breaker('b')$$), 'A breaker is made when a definition first names it.', 'circuit breakers');
select is(pg_temp.hint($$select baton.next_slots('x * * * *')$$),
  'Values are numbers from 0 to 59, ranges (0-1), lists (0,1), * and steps (*/2).', 'names of a field that has none');
select matches(pg_temp.hint($$select baton.next_slots('* * * * x')$$), 'names \(sun mon', 'and of one that has some');

select * from finish();
rollback;
