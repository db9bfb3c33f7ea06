-- What was set aside is tried again, each by itself: beside nothing that it could hold up. What
-- works is not set aside any more. A report is tried again by the executor that has it; it stays
-- until its attempt has ended.
create function baton._retry_set_aside(p_limit int) returns int
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_began timestamptz := clock_timestamp();
  v_now timestamptz := _now();
  v_tried int := 0;
  v set_aside;
begin
  for v in
    select *
    from set_aside
    where (next_try_at <= v_now or tried_at > v_now)   -- the wall clock went back
      and work not in ('recover', 'retention')
    order by tries, next_try_at
    limit least(p_limit, 30)
    for no key update skip locked
  loop
    exit when clock_timestamp() - v_began > interval '1 second';
    v_tried := v_tried + 1;
    begin
      if _try_again(v.work, v.job_id, v.n) then
        delete from set_aside where work = v.work and job_id = v.job_id and n = v.n;
      else
        update set_aside set next_try_at = v_now + interval '10 seconds' where work = v.work and job_id = v.job_id and n = v.n;
      end if;
    exception
      when query_canceled then
        perform _set_aside(v.work, array[row(v.job_id, v.n)::step_ref], sqlstate, sqlerrm);
        exit;   -- no time limit holds any more
      when others then
        if _is_of_the_server(sqlstate) and sqlstate not in ('55P03', '40P01') then
          raise;
        end if;
        perform _set_aside(v.work, array[row(v.job_id, v.n)::step_ref], sqlstate, sqlerrm);
    end;
  end loop;
  return v_tried;
end
$$;
comment on function baton._retry_set_aside(int) is
  'Tries again what was set aside and is due; returns how much it tried.';
