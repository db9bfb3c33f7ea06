-- Work that failed and is kept out of the way of all other work, with its error. A claim, a report
-- or a part of maintain() that fails as a whole is halved until what fails is alone (_apart). Tried
-- again by itself, slowly. And steps that their executors did not survive as often as is allowed
-- (work "alone"): the next attempt runs beside no other.
create table baton.set_aside (
  work        text        collate "C" not null,
  -- Or, with n = 0, whatever else the work is about: breaker, executor
  job_id      bigint      not null,
  n           int         not null,   -- the step; 0: the job as a whole
  sqlstate    text,
  message     text,
  since       timestamptz not null,
  tried_at    timestamptz not null,
  -- Failures of its own; 0: it was beside something that hung or was locked
  tries       int         not null,
  next_try_at timestamptz not null,
  executor_id bigint,                 -- of work "alone": the executor that makes room for it
  primary key (work, job_id, n)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
comment on table baton.set_aside is
  'Work that fails and is kept apart from all other, with its error; explain_step() and health '
  'name it.';
comment on column baton.set_aside.work is
  'claim, report, timer (a due retry or run_at), deadline, lease (an attempt of a lost executor), '
  'executor, prune, breaker, batch, repair, shift, count, recover, retention; alone: nothing '
  'failed, but the next attempt runs beside no other.';
comment on column baton.set_aside.tries is 'How often it failed by itself.';
comment on column baton.set_aside.next_try_at is
  'When it is tried again: after 10 seconds, then 20, at most 5 minutes.';
