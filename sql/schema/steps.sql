-- One row per step of a job. It stays "ready" while baton.running holds the start: what runs now is
-- in the narrow table, and baton.steps (a view) shows both as one. No index mentions the status:
-- updates stay HOT. Only written under the job's row lock.
create table baton.step_rows (
  job_id              bigint   not null,
  n                   int      not null,
  status              text     collate "C" not null,
  status_reason       text     collate "C",
  generation          int      not null default 1,
  open_dependencies   int      not null,          -- parents that have not ended
  failed_dependencies int      not null default 0,-- parents that ended without satisfying this step
  attempts            int      not null default 0,-- starts that have ended, over all generations
  attempts_before     int      not null default 0,-- of these, before this generation
  lost                int      not null default 0,-- lost attempts in this generation
  failures            jsonb,                      -- error class -> failures in this generation
  ready_id            bigint,                     -- ready.id while status is ready and nothing runs
  due_at              timestamptz,                -- timers.due_at while retrying
  started_at          timestamptz,                -- of the last attempt that ended
  finished_at         timestamptz,
  outputs             jsonb,
  checkpoint          jsonb,
  progress            int,
  progress_message    text,
  -- {"done", "total", "failed"}, as far as the script said
  items               jsonb,
  error_code          text,
  error_type          text,                       -- RETRYABLE | FATAL
  error_message       text,                       -- for people
  error_detail        text,                       -- what the attempt itself said
  suggested_action    text,
  warning             text,
  -- Done, and left so by retry_job: it completes without running
  kept                boolean,
  -- Null but where a person is waited for, so that an index on it costs no other step anything.
  waits_for_person    boolean generated always as (case when status = 'action_required'
    then true end) stored,
  primary key (job_id, n)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000,
        autovacuum_analyze_scale_factor = 0.05);   -- see docs/decisions/0015
comment on table baton.step_rows is
  'The state of every step of every job; read it through baton.steps, which adds what runs now.';

-- Serves: what waits for a person.
create index steps_that_wait_for_people on baton.step_rows (job_id, n) where waits_for_person;

create sequence baton.ready_id;

-- The queue: one row per step that may start now. One index, and nothing else to maintain.
create table baton.ready (
  lane     int    not null,
  priority int    not null,
  id       bigint not null,
  job_id   bigint not null,
  n        int    not null
) with (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000,
        autovacuum_vacuum_cost_delay = 0);
-- Serves: the claim (highest priority first, then oldest) and the removal of one step's row.
create unique index ready_in_order on baton.ready (lane, priority desc, id);
-- Or a publication of all tables would make PostgreSQL refuse every claim. Costs WAL only where one
-- exists.
alter table baton.ready replica identity using index ready_in_order;
comment on table baton.ready is 'Steps that may start now, in the order in which claims take them.';

-- The record of every start that has not ended.
create table baton.running (
  job_id           bigint      not null,
  n                int         not null,
  token            uuid        not null,
  executor_id      bigint      not null,
  call             bigint      not null,          -- the executor's call that claimed it
  attempt          int         not null,
  started_at       timestamptz not null,
  -- Cancelled | deadline: the executor is to stop it
  stop_reason      text,
  life_at          timestamptz,                   -- last output, progress or checkpoint
  progress         int,
  progress_message text,
  items            jsonb,                         -- {"done", "total", "failed"}
  checkpoint       jsonb,                         -- as a whole: the step's with this attempt's keys over it
  limit_slot       int,                           -- slots.id that it has of its step's limit, and of its queue
  queue_slot       int,
  primary key (job_id, n)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000,
        autovacuum_vacuum_cost_delay = 0);
-- Serves: the answer to a claim (and to a repeated one), renewals, hand-backs and lost leases.
create index running_by_executor on baton.running (executor_id, call);
-- Serve: who has a slot; and no slot is had twice, whatever happens.
create unique index running_by_limit_slot on baton.running (limit_slot) where limit_slot is not null;
create unique index running_by_queue_slot on baton.running (queue_slot) where queue_slot is not null;
comment on table baton.running is
  'What runs now: one row per attempt that has started and not ended. The token is the right to '
  'report.';

-- What is to happen at a time: kind retry (a step), run_at and deadline (a job, n = 0), breaker
-- (job_id 0, n its id); or at once: turn (a claim sees whose turn it is: a job's, n = 0), batch
-- (whether it has ended: job_id is the batch's id).
create table baton.timers (
  due_at timestamptz not null,
  job_id bigint      not null,
  n      int         not null,
  kind   text        not null,
  -- When a wait began that is meant as a length: retry, breaker
  set_at timestamptz,
  -- Kind first: whoever looks for one passes no other
  primary key (kind, due_at, job_id, n),
  constraint kind_is_known check (kind in ('retry', 'run_at', 'turn', 'deadline', 'breaker', 'batch'))
) with (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000,
        autovacuum_vacuum_cost_delay = 0);
comment on table baton.timers is
  'Due times of retries, of jobs with run_at, of deadlines, and of breakers that let a step try.';
