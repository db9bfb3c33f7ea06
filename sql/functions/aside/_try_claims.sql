-- Claims steps for nobody, reads what their executor would get, and takes it back.
create function baton._try_claims(p_steps baton.step_ref[]) returns int
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
begin
  with taken as (
    delete from ready
    using unnest(p_steps) as given, jobs as job, step_rows as step, definition_steps as definition
    where job.id = given.job_id and step.job_id = given.job_id and step.n = given.n
      and definition.definition_id = job.definition_id and definition.n = given.n
      and ready.lane = definition.lane and ready.priority = job.priority and ready.id = step.ready_id
    returning ready.job_id, ready.n, step.attempts
  )
  insert into running (job_id, n, token, executor_id, call, attempt, started_at, life_at)
  select taken.job_id, taken.n, gen_random_uuid(), 0, 0, taken.attempts + 1, _now(), _now()
  from taken;
  perform _begin_jobs(array(select given.job_id from unnest(p_steps) as given), 'claim', 'baton');
  perform claimed from _claimed_attempts(0, 0) as claimed;
  raise exception using errcode = 'TRIED';
exception
  when sqlstate 'TRIED' then
    return cardinality(p_steps);
end
$$;
comment on function baton._try_claims(baton.step_ref[]) is
  'Raises what a claim of these steps would raise, and leaves nothing.';
