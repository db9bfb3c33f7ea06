-- How far the repair sweep has come, and what it had to repair. One row, like the clock.
create table baton.repairs (
  only_row    boolean     primary key default true,
  walked_tick bigint,                             -- one piece per tick
  walked_to   bigint      not null default 0,     -- jobs up to this id were looked at in this round
  repaired    bigint      not null default 0,     -- ever
  repaired_at timestamptz,
  last_job    bigint,
  what        text,                               -- of the last one
  constraint there_is_one_row check (only_row)
);
insert into baton.repairs default values;
comment on table baton.repairs is
  'The repair of rows that other rows imply (queue entries, timers, slots, counters): how far it '
  'is, and what it had to repair.';
