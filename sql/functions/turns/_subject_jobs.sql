-- Each is found by one descent of its own index, however many wait: with "=" the planner could as
-- well walk all jobs by id. With a lower bound alone, the descent of a subject that nobody waits
-- for goes on over those that this transaction has just ended.
create function baton._subject_jobs(p_key text, out active_id bigint, out next_id bigint)
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
as $$
begin
  select turn.job_id into active_id from turns as turn where turn.key = p_key and turn.active;
  select turn.job_id
  into next_id
  from turns as turn
  where turn.key >= p_key and turn.key <= p_key and not turn.active
  order by turn.key, turn.job_id
  limit 1;
end
$$;
comment on function baton._subject_jobs(text) is
  'The active job of a subject, and the one whose turn is next.';
