-- A script may be silent for as long as its own timeout: its executor lives, and ends it then.
-- Silence counts when the executor should have ended it and has not.
create function baton._stuck_steps() returns table (job_id bigint, n int)
language sql stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select running.job_id, running.n
  from running
  join executors as executor on executor.id = running.executor_id
  cross join clock
  cross join settings
  where executor.status in ('lost', 'gone')
     or executor.renewed_tick + executor.lease_ticks <= clock.tick
     or coalesce(running.life_at, running.started_at) < _now() - settings.stuck_after
        and running.started_at < _now() - (
          select definition.timeout
          from jobs as job
          join definition_steps as definition on definition.definition_id = job.definition_id and definition.n = running.n
          where job.id = running.job_id)
$$;
comment on function baton._stuck_steps() is
  'Running steps whose executor has lost its lease, or that outlived their timeout and gave no '
  'sign of life for settings.stuck_after.';
