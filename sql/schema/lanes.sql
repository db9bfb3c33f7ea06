create table baton.queues (
  name          text        primary key,
  paused_at     timestamptz,
  paused_by     text,
  paused_reason text,
  created_at    timestamptz not null default now(),
  constraint name_has_up_to_63_letters_digits_underscores_dots_and_dashes check (name ~ '^[A-Za-z][A-Za-z0-9_.-]{0,62}$'),
  constraint pause_is_complete check ((paused_at is null) = (paused_by is null))
);
insert into baton.queues (name) values ('default');
comment on table baton.queues is 'Queues; a paused one keeps its ready steps and starts none.';

-- A lane is a combination of queue, breaker and limit. Pausing a queue flips rows here instead of moving ready steps;
-- the breaker's state is read from its own row.
create table baton.lanes (
  id              int     generated always as identity primary key,
  queue           text    not null references baton.queues,
  circuit_breaker text    references baton.circuit_breakers,
  limit_name      text,
  open            boolean not null default true,
  constraint lanes_are_distinct unique nulls not distinct (queue, circuit_breaker, limit_name)
);
insert into baton.lanes (queue) values ('default');
comment on table baton.lanes is 'Combinations of queue, breaker and limit that steps wait in; claims take from open lanes only.';
