-- Which schema this is, and which database it was accepted in. A copy or a restored dump has another
-- identity than the one recorded, and stays on hold until accept_database() says it is meant to run.
create table baton.installation (
  only_row          boolean     primary key default true,
  schema_version    int         not null,
  installed_at      timestamptz not null default now(),
  upgraded_at       timestamptz,
  system_identifier bigint      not null,
  database_oid      oid         not null,
  constraint there_is_one_row check (only_row)
);
insert into baton.installation (schema_version, system_identifier, database_oid)
select 1, control.system_identifier, database.oid
from pg_control_system() as control, pg_database as database
where database.datname = current_database();
comment on table baton.installation is 'Schema version and the database identity that was accepted; executors stay on hold where it differs.';

-- The tick: advanced by maintain(), at most once per settings.tick_interval. Leases are counted in ticks,
-- so that neither a clock that jumps nor a stopped database ends one.
create table baton.clock (
  only_row  boolean     primary key default true,
  tick      bigint      not null default 0,
  ticked_at timestamptz not null default now(),
  ticked_by text,
  is_late   boolean     not null default false,   -- the last one, or what was none because of it, came after two intervals
  went_back_tick bigint,                          -- the tick at which the wall clock was last seen to have gone back
  constraint there_is_one_row check (only_row)
);
insert into baton.clock default values;
comment on table baton.clock is 'The tick that leases are counted in, and when and by whom it was last advanced.';
