-- Which schema this is, and which database on which server it was accepted in. What differs from
-- that is a copy or was restored, and stays on hold until accept_database() says it is meant to run
-- (functions/executor/_why_on_hold.sql).
create table baton.installation (
  only_row          boolean     primary key default true,
  schema_version    int         not null,
  installed_at      timestamptz not null default now(),
  upgraded_at       timestamptz,
  system_identifier bigint,        -- null: this installation may not know it
  database_oid      oid         not null,
  table_oid         oid         not null,   -- of this table: a dump brings the row, not the table
  -- What _server_marks() said when it was last found to be the same
  server_marks      jsonb       not null default '{}',
  -- The start of the server for which that was found
  recognised_start  timestamptz,
  acceptances       int         not null default 0,
  -- On hold until accept_database(), whatever the marks say
  held_because      text,
  constraint there_is_one_row check (only_row)
);
insert into baton.installation (schema_version, database_oid, table_oid)
select 1, database.oid, 'baton.installation'::regclass
from pg_database as database
where database.datname = current_database();
comment on table baton.installation is
  'Schema version and the database identity that was accepted; executors stay on hold where it '
  'differs.';

-- The mark of the acceptance by which work runs here. Each acceptance makes a new one, so rows that
-- arrive from a dump, in whatever way, bring a second one beside it. Its name comes early in the
-- order in which a dump is restored.
create table baton.accepted (
  mark uuid primary key default gen_random_uuid()
);
comment on table baton.accepted is
  'The mark of this acceptance; a second one came with rows of a dump, and holds the database.';

-- The tick: advanced by maintain(), at most once per tick_interval: the setting, or the longest
-- that a living executor still goes by. Leases are counted in ticks,
-- so that neither a clock that jumps nor a stopped database ends one.
create table baton.clock (
  only_row  boolean     primary key default true,
  tick      bigint      not null default 0,
  ticked_at timestamptz not null default now(),
  tick_interval interval not null default '10 seconds',   -- as maintain() last found it
  ticked_by text,
  -- The last one, or what was none because of it, came after two intervals
  is_late   boolean     not null default false,
  -- The tick at which the wall clock was last seen to have gone back
  went_back_tick bigint,
  works     bigint      not null default 0,       -- of maintenance_works, when it was last advanced
  constraint there_is_one_row check (only_row)
);
insert into baton.clock default values;
-- Counts the calls of maintain() that began to work, also those that failed or were cut off: no
-- row could, because it would be rolled back with them.
create sequence baton.maintenance_works;
comment on table baton.clock is
  'The tick that leases are counted in, and when and by whom it was last advanced.';
