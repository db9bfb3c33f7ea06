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
     or executor.renewed_tick + settings.lease_ticks <= clock.tick
     or running.life_at < _now() - settings.stuck_after
$$;
comment on function baton._stuck_steps() is 'Running steps whose executor has lost its lease, or that gave no sign of life for settings.stuck_after.';
