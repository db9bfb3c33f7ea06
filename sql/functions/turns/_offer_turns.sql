-- A timer that is due says that a claim shall look. Its time is a different one each time: two who
-- tell the same job must not meet in the index and wait for each other.
create function baton._offer_turns(p_job_ids bigint[]) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  insert into timers (due_at, job_id, n, kind)
  select 'epoch'::timestamptz + random() * interval '300 days', given.id, 0, 'turn'
  from unnest(p_job_ids) as given(id);
  perform _ring_work();
end
$$;
comment on function baton._offer_turns(bigint[]) is
  'Lets the next claim see whether it is these jobs'' turn.';
