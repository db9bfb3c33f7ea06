-- Each INSERT asks for a look at its subject, however many wait there already, because it cannot
-- know what becomes of them before it commits. Where many have asked, one question of each subject
-- stays: the others would delay other subjects.
create function baton._merge_offers(p_limit int) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
begin
  if (select count(*) from (select from timers where timers.kind = 'turn' limit p_limit + 1) as offered) <= p_limit then
    return;
  end if;
  with looked_at as materialized (
    select timers.ctid as place, timers.job_id, turn.key
    from timers
    join turns as turn on turn.job_id = timers.job_id
    where timers.kind = 'turn'
    order by timers.due_at
    limit 10 * p_limit
    for update of timers skip locked
  ), numbered as (
    select looked_at.place, row_number() over (partition by looked_at.key order by looked_at.job_id) as nth
    from looked_at
  )
  delete from timers
  using numbered
  where timers.ctid = numbered.place and numbered.nth > 1;
end
$$;
comment on function baton._merge_offers(int) is
  'Leaves one question of each subject whose turn it is, where more than p_limit were asked.';
