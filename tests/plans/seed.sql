-- :steps rows in every table that grows, as years of work leave them: straight inserts, because what is tested is what
-- becomes of plans, and submitting ten million jobs takes an hour. Of 100 jobs
--   0-54  have ended            (attempts, output, events; one in 25 failed)
--   55-64 are ready, 65-74 too, behind a limit whose slots are all taken
--   75-84 wait for a retry that is due later, with a deadline that comes before it
--   85-89 wait for a retry that is due now
--   90-94 are scheduled
--   95-99 run, held by executors that are alive (at most 20,000, of the first :running jobs; others have ended)
-- All after the first :open jobs have ended.
\if :{?running}
\else
  \set running 400000
\endif
\if :{?open}
\else
  \set open :steps
\endif
set session_replication_role = replica;

create temporary table seeded as
select first.id + i as id,
  case when i > :open then i % 55 when i % 100 >= 95 and i > :running then 1 else i % 100 end as kind
from generate_series(1, :steps) as i, (
  select greatest(coalesce(max(id), 0), (select last_value from baton.ready_id)) as id from baton.jobs) as first;

insert into baton.jobs (id, job_type, parameters, priority, auto_start, status, definition_id, total_steps, open_steps, failing,
  warnings, created_at, created_by, started_at, finished_at, error_step, error_code, status_reason, subject, idempotency_key, deadline, run_at)
select id, definition.name, '{}', 0, true,
  case when kind < 55 then case kind % 25 when 0 then 'failed' else 'completed' end when kind < 75 or kind between 90 and 94 then 'pending' else 'in_progress' end,
  definition.definition_id, 1, (kind >= 55)::int, kind < 55 and kind % 25 = 0, 0, now() - interval '1 day', 'seed',
  case when kind < 55 or kind between 75 and 89 or kind >= 95 then now() - interval '1 day' end,
  case when kind < 55 then now() - interval '1 day' + id * interval '1 ms' end,
  case when kind < 55 and kind % 25 = 0 then 1 end, case when kind < 55 and kind % 25 = 0 then 'UNKNOWN' end,
  case when kind < 55 and kind % 25 = 0 then 'step_failed' end,
  'subject ' || id % 1000, 'seed ' || id, case when kind between 75 and 84 then now() + interval '1 day' end,
  case when kind between 90 and 94 then now() + interval '2 days' end
from seeded
join baton.job_types as definition on definition.name = case when kind between 65 and 74 then 'plan_full' else 'plan_one' end;
select setval('baton.jobs_id_seq', (select max(id) from baton.jobs)) as seeded_to \gset

insert into baton.step_rows (job_id, n, status, status_reason, open_dependencies, ready_id, due_at, attempts, started_at,
  finished_at, error_code)
select id, 1,
  case when kind < 55 then case kind % 25 when 0 then 'failed' else 'completed' end when kind < 75 or kind >= 95 then 'ready'
    when kind < 90 then 'retrying' else 'pending' end,
  case when kind between 90 and 94 then 'scheduled' end, 0,
  case when kind between 55 and 74 then id end,
  case when kind between 75 and 84 then now() + interval '3 days' when kind between 85 and 89 then now() - interval '1 hour' end,
  (kind < 55 or kind between 75 and 89)::int,
  now() - interval '1 day', case when kind < 55 then now() - interval '1 day' end,
  case when kind < 55 and kind % 25 = 0 then 'UNKNOWN' end
from seeded;

insert into baton.ready (lane, priority, id, job_id, n)
select definition.lane, 0, id, id, 1
from seeded
join (select name, lane from baton.definition_steps join baton.job_types using (definition_id)) as definition
  on definition.name = case when kind >= 65 then 'plan_full' else 'plan_one' end
where kind between 55 and 74
order by id;
select setval('baton.ready_id', (select max(id) from baton.jobs)) as seeded_to \gset

insert into baton.timers (due_at, job_id, n, kind)
select case when kind between 75 and 84 then now() + interval '3 days' else now() - interval '1 hour' end, id, 1, 'retry'
from seeded where kind between 75 and 89
union all
select now() + interval '1 day', id, 0, 'deadline' from seeded where kind between 75 and 84
union all
select now() + interval '2 days', id, 0, 'run_at' from seeded where kind between 90 and 94;

insert into baton.turns (job_id, key, job_type, subject, active, entered_at)
select id, 'plan_turns - subject ' || id % 1000, 'plan_turns', 'subject ' || id % 1000, false, now() from seeded where kind between 90 and 94;

insert into baton.executors (name, incarnation, host, pid, version, queues, slots, status, renewed_tick, backend_pid,
  registered_by, started_at, seen_at, ended_at, tick_interval, lease_ticks, told_tick_interval, told_lease_ticks)
select 'seed ' || i % 50, gen_random_uuid(), 'elsewhere', i, '0', '{default}', 200, case when i <= 100 then 'active' else 'gone' end,
  case when i <= 100 then 1000000000 else 0 end, 0, 'seed', now(), now(), case when i > 100 then now() end,
  tick_interval, lease_ticks, tick_interval, lease_ticks
from generate_series(1, 600) as i, baton.settings
where not exists (select from baton.executors where registered_by = 'seed');

insert into baton.running (job_id, n, token, executor_id, call, attempt, started_at, life_at)
select id, 1, gen_random_uuid(), alive.ids[1 + id % 100], id, 1, now(), now()
from seeded, (select array_agg(id) as ids from baton.executors where renewed_tick = 1000000000) as alive
where kind >= 95;
update baton.running
set limit_slot = taken.slot
from (select id as slot, row_number() over (order by id) as nth from baton.slots where limit_name = 'plan_full') as taken
join (select job_id, row_number() over (order by job_id) as nth from baton.running where executor_id > 0) as holder using (nth)
where running.job_id = holder.job_id and not exists (select from baton.running where limit_slot is not null);

insert into baton.attempt_rows (job_id, n, attempt, generation, token, executor_id, started_at, finished_at, outcome,
  exit_code, ended, error_code)
select id, 1, 1, 1, gen_random_uuid(), 1, now() - interval '1 day', now() - interval '1 day' + id * interval '1 ms',
  case when kind < 55 and kind % 25 <> 0 then 'completed' else 'failed' end, 0,
  case when kind < 55 and kind % 25 <> 0 then null else 'exited' end,
  case when kind < 55 and kind % 25 <> 0 then null else 'UNKNOWN' end
from seeded where kind < 55 or kind between 75 and 89;

insert into baton.output_rows (job_id, n, attempt, stream, start_offset, end_offset, written_at, content)
select id, 1, 1, 'stdout', 0, 6, now(), 'hello' || chr(10) from seeded where kind < 55;

insert into baton.job_events (at, job_id, from_status, to_status, action, actor)
select now(), id, 'pending', 'in_progress', 'claim', 'seed' from seeded where kind < 55 or kind between 75 and 89
union all
select now(), id, 'in_progress', case kind % 25 when 0 then 'failed' else 'completed' end, 'report', 'seed' from seeded where kind < 55;

insert into baton.definitions (hash, definition, step_count, created_by)
select sha256(int8send(id)), '{}', 1, 'seed' from seeded where id % 10 = 0;
insert into baton.definition_steps (definition_id, n, key, label, kind, lane, command, has_placeholders, spec, timeout)
select definition.id, 1, 'a', 'a', 'command', 1, '["true"]', false, '{}', '1 minute'
from baton.definitions as definition
where definition.created_by = 'seed' and not exists (select from baton.definition_steps as step where step.definition_id = definition.id);

insert into baton.job_changes (block, job_type, to_status, jobs)
select job.id / 1000, job.job_type, job.status, count(*)
from baton.jobs as job join seeded using (id)
group by job.id / 1000, job.job_type, job.status;

drop table seeded;
reset session_replication_role;
