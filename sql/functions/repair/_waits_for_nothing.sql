-- A job, pending or in progress, of which a step could start, with nothing that will look at it.
create function baton._waits_for_nothing(p_job baton.jobs) returns boolean
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_turn record;
  v_others record;
begin
  if p_job.run_at is not null and exists (
      select from timers
      where timers.kind = 'run_at' and timers.due_at = p_job.run_at and timers.job_id = p_job.id and timers.n = 0) then
    return false;
  elsif p_job.one_active is null then
    return true;
  end if;
  select turn.key, turn.active into v_turn from turns as turn where turn.job_id = p_job.id;
  if not found or v_turn.active then
    return true;
  end if;
  v_others := _subject_jobs(v_turn.key);
  return v_others.active_id is null and v_others.next_id = p_job.id
    and not exists (   -- a question that is asked is answered within a second
      select from (select timers.job_id from timers where timers.kind = 'turn' limit 1000) as asked);
end
$$;
comment on function baton._waits_for_nothing(baton.jobs) is
  'Whether nothing will look at a job of which a step could start: neither a time, nor a turn.';
