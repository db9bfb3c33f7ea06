-- A job that has not ended, whichever slot gave it: one that was retried, too. Each is in line for
-- its turn, either with the others of the schedule or, where its type takes turns, with those of
-- its subject.
create function baton._open_schedule_job(p_schedule baton.schedules) returns bigint
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
declare
  v_like jobs;
begin
  v_like.job_type := p_schedule.job_type;
  v_like.organisation_id := p_schedule.organisation_id;
  v_like.subject := p_schedule.subject;
  v_like.schedule := p_schedule.name;
  return coalesce(
    (select id from jobs where id = p_schedule.last_job_id and finished_at is null),
    (select min(job.id)
     from turns as turn
     join jobs as job on job.id = turn.job_id
     where turn.key in ('schedule ' || p_schedule.name, _turn_key(v_like))
       and job.schedule = p_schedule.name));
end
$$;
comment on function baton._open_schedule_job(baton.schedules) is
  'A job of a schedule that has not ended, or null.';
