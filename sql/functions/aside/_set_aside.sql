-- What only met a lock, or was in a piece of which something hung (57014), comes back soon and does
-- not count as failed until it hangs alone. Nor does a failure count that comes before the next try
-- was due (an executor's report, sent again and again): a trouble of a moment is one.
create function baton._set_aside(p_work text, p_items anyarray, p_sqlstate text, p_message text) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_now timestamptz := _now();
  v_is_lock boolean := p_sqlstate in ('55P03', '40P01');
  v_is_alone boolean := cardinality(p_items) = 1;
begin
  insert into set_aside as had (work, job_id, n, sqlstate, message, since, tried_at, tries, next_try_at)
  select p_work, item.job_id, item.n, p_sqlstate, left(p_message, 1000), v_now, v_now,
    (v_is_alone and not v_is_lock)::int,
    v_now + case when v_is_lock then interval '5 seconds' when v_is_alone then '10 seconds' else '0' end
  from unnest(p_items) as item
  on conflict (work, job_id, n) do update
  set sqlstate = excluded.sqlstate, message = excluded.message, tried_at = v_now,
      tries = had.tries + case when _is_early(had, v_now) then 0 else excluded.tries end,
      next_try_at = case
        when excluded.tries = 0 then excluded.next_try_at
        when _is_early(had, v_now) then had.next_try_at
        else v_now + least(interval '5 minutes', interval '10 seconds' * 2 ^ least(had.tries, 5)) end;
  raise warning 'set aside from %: % (%), such as job % step %', p_work, p_message, p_sqlstate, p_items[1].job_id, p_items[1].n;
end
$$;
comment on function baton._set_aside(text, anyarray, text, text) is
  'Keeps work that fails apart from all other, with its error.';
