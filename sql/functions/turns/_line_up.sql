-- Under the jobs' locks. Nobody is given a turn here: whoever inserts or retries a job would have
-- to wait for others who do, and a transaction that stays open would hold up the subject. The next
-- claim does it (_take_turns), told by a timer that is due.
create function baton._line_up(p_job_ids bigint[]) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_nestloop = on   -- an INSERT turns it off
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
begin
  insert into turns (job_id, key, job_type, subject, organisation_id, entered_at)
  select job.id, _turn_key(job), job.job_type, job.subject, job.organisation_id, _now()
  from unnest(p_job_ids) as given(id)
  join jobs as job on job.id = given.id
  on conflict (job_id) do nothing;
  perform _offer_turns(array(   -- one of a subject's is enough, however many come
    select min(turn.job_id) from turns as turn where turn.job_id = any (p_job_ids) group by turn.key));
end
$$;
comment on function baton._line_up(bigint[]) is
  'Lets jobs wait for their turn, which a claim gives them.';
