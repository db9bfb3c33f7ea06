create table baton.queues (
  name          text        primary key,
  -- policy: edit with plain SQL
  -- At most so many run at once; null: as many as executors have slots
  slots         int,
  priority      int         not null default 0,
  -- changed by pause_queue and resume_queue
  paused_at     timestamptz,
  paused_by     text,
  paused_reason text,
  created_at    timestamptz not null default now(),
  constraint name_has_up_to_63_letters_digits_underscores_dots_and_dashes check (name ~ '^[A-Za-z][A-Za-z0-9_.-]{0,62}$'),
  constraint slots_are_between_0_and_1000 check (slots between 0 and 1000),
  constraint priority_is_between_minus_1000_and_1000 check (priority between -1000 and 1000),
  constraint pause_is_complete check ((paused_at is null) = (paused_by is null))
);
comment on table baton.queues is 'Queues; a paused one keeps its ready steps and starts none.';
comment on column baton.queues.slots is
  'At most so many of its steps run at once, over all executors; null: no limit. A change counts '
  'from the next claim on.';
comment on column baton.queues.priority is
  'Executors take from the queue with the highest number first, whatever the priorities of the '
  'jobs; among equal ones the jobs'' priorities decide.';

-- At most so many attempts at once, over all executors. Operators edit the rows with plain SQL.
create table baton.concurrency_limits (
  name        text not null primary key,
  slots       int  not null default 1,
  description text,
  constraint name_has_up_to_63_letters_digits_underscores_dots_and_dashes check (name ~ '^[A-Za-z][A-Za-z0-9_.-]{0,62}$'),
  constraint slots_are_between_0_and_1000 check (slots between 0 and 1000)
);
comment on table baton.concurrency_limits is
  'Concurrency limits: of the steps that name one, at most slots run at once, over all executors, '
  'queues and job types.';
comment on column baton.concurrency_limits.slots is
  'At most so many run at once; 0: none starts. A change counts from the next claim on. A limit '
  'that a definition names first gets 1.';
comment on column baton.concurrency_limits.description is 'What it protects, for people.';

-- One row per slot of a limit or of a queue that has some: what a claim locks, never waiting,
-- before it takes the slot. Rows are never written: who has the slot is the row of running that
-- names it, so whatever ends an attempt gives its slot back. Rows above the number of slots stay,
-- for attempts that have them still.
create table baton.slots (
  id         int  generated always as identity primary key,
  limit_name text references baton.concurrency_limits on delete cascade,
  queue      text references baton.queues on delete cascade,
  number     int  not null,
  constraint slot_is_of_a_limit_or_of_a_queue check (num_nonnulls(limit_name, queue) = 1),
  constraint slots_of_a_limit_are_distinct unique (limit_name, number),
  constraint slots_of_a_queue_are_distinct unique (queue, number)
);
comment on table baton.slots is
  'The slots of concurrency limits and queues; running.limit_slot and running.queue_slot say who '
  'has them.';

-- A lane is a combination of queue, breaker and limit. Pausing a queue flips rows here instead of
-- moving ready steps; the breaker's state is read from its own row.
create table baton.lanes (
  id              int     generated always as identity primary key,
  queue           text    not null references baton.queues,
  circuit_breaker text    references baton.circuit_breakers,
  limit_name      text    references baton.concurrency_limits,
  open            boolean not null default true,
  -- Its steps need a slot: of its limit, of its queue, or of both
  gated           boolean not null default false,
  priority        int     not null default 0,       -- the queue's
  constraint lanes_are_distinct unique nulls not distinct (queue, circuit_breaker, limit_name)
);
insert into baton.queues (name) values ('default');
insert into baton.lanes (queue) values ('default');
comment on table baton.lanes is
  'Combinations of queue, breaker and limit that steps wait in; claims take from open lanes only.';
