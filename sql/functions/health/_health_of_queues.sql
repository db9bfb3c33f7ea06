-- Why steps that could start do not.
create function baton._health_of_queues(out name text, out status text, out message text, out fix text)
returns setof record
language sql stable security definer
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
  with served as materialized (
    select * from queue_health
  )
  select
    'queue ' || served.queue,
    case
      when ready > 0 and executors_alive = 0 and not paused then 'problem'
      when paused then 'warning'
      when oldest_ready_age > '10 minutes' then 'warning'
      else 'ok'
    end,
    case
      when paused then format('It was paused %s ago by %s%s; %s.',
             _length_text(greatest(_now() - paused_at, '0')), paused_by, coalesce(' (' || paused_reason || ')', ''), waiting.says)
      when ready > 0 and executors_alive = 0 then format('%s, and no executor serves it.', waiting.says)
      when ready > 0 then format('%s, the oldest for %s; %s run in %s slots.%s', waiting.says,
             _length_text(greatest(oldest_ready_age, '0')), running, slots,
             case when held.steps > 0 then format(' Held back: %s (%s).', held.steps, held.reasons) end)
      else format('Nothing waits; %s run.', running)
    end,
    case
      when paused then format('select baton.resume_queue(%L);', served.queue)
      when ready > 0 and executors_alive = 0
        then format('Start an executor for it: baton executor --queues %s --commands DIR',
          served.queue)
      when held.steps = ready then 'More executors do not help. ' || held.fix
      when oldest_ready_age > '10 minutes' then 'Give its executors more slots, or start more of them; a higher priority moves single jobs forward.'
    end
  from served
  cross join lateral (
    select case ready when 1 then '1 ready step waits'
      else format('%s%s ready steps wait', case when ready_is_estimate then 'about ' else '' end,
        ready) end as says
  ) as waiting
  left join (
    -- Not asked as long as no queue is late, because it counts what waits once more.
    select * from _held_back()
    where exists (select from served where oldest_ready_age > '10 minutes')
  ) as held on held.queue = served.queue and oldest_ready_age > '10 minutes'
$$;
comment on function baton._health_of_queues() is
  'Checks for baton.health: one row per queue, whether it is paused, served and keeps up.';
