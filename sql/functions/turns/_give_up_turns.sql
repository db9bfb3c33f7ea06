-- Jobs have ended, under their locks. Waits for claims at most that have just seen such a job
-- active.
create function baton._give_up_turns(p_job_ids bigint[]) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  v_left record;
  v_next bigint[] := '{}';
begin
  -- An older snapshot does not show who has lined up since: a claim looks for them, and takes these
  -- away.
  if current_setting('transaction_isolation') not in ('read committed', 'read uncommitted') then
    perform _offer_turns(array(select turn.job_id from turns as turn where turn.job_id = any (p_job_ids)));
    return;
  end if;
  for v_left in
    with gone as (
      delete from turns where job_id = any (p_job_ids) returning key
    )
    select distinct gone.key from gone
  loop
    v_next := v_next || (_subject_jobs(v_left.key)).next_id;   -- a statement of its own: sees all
  end loop;
  v_next := array_remove(v_next, null);
  if v_next <> '{}' then
    perform _offer_turns(v_next);
  end if;
end
$$;
comment on function baton._give_up_turns(bigint[]) is
  'Ended jobs leave; the next ones of their subjects have their turn.';
