-- A claim has failed. The steps at the heads of the lanes are tried, in halves where it fails, and
-- each trial is taken back: so no slot, breaker or turn is taken for it, and the claim that follows
-- passes over the culprits. Again and again, until as many heads of each lane as are wanted are
-- good. Where that takes long, nothing may be claimed: a claim that failed would undo what was
-- found. Returns whether one may be made.
create function baton._sift_claims(p_lanes int[], p_wanted int) returns boolean
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  v_began timestamptz := clock_timestamp();
  v_heads step_ref[];
begin
  loop
    select array_agg(row(head.job_id, head.n)::step_ref)
    into v_heads
    from (
      select first.job_id, first.n
      from unnest(p_lanes) with ordinality as given(lane, position)
      cross join lateral (
        select ready.job_id, ready.n
        from ready
        where ready.lane = given.lane
          and not exists (
            select from set_aside as aside
            where aside.work in ('claim', 'alone') and aside.job_id = ready.job_id and aside.n = ready.n)
        order by ready.priority desc, ready.id
        limit greatest(least(p_wanted, 256), 32)
        for update skip locked
      ) as first
      order by given.position
      limit 1024
    ) as head;
    if _apart('claim', v_heads, '_try_claims') = coalesce(cardinality(v_heads), 0) then
      return true;
    elsif clock_timestamp() - v_began > interval '1 second' then
      return false;
    end if;
  end loop;
end
$$;
comment on function baton._sift_claims(int[], int) is
  'Finds the steps at the heads of the lanes that cannot be claimed, and sets them aside; whether '
  'the heads that are left are good.';
