-- One row per incarnation of an executor. Counters are written by its own calls only. No check
-- constraints: each would be read from its text by every claim, which writes last_call.
create table baton.executors (
  id           bigint      generated always as identity primary key,
  name         text        not null,
  incarnation  uuid        not null,
  host         text        not null,
  pid          int         not null,
  boot_id      text,
  -- Inode of its PID namespace: the world in which pid means something
  pid_namespace text,
  -- When its process started, in clock ticks since the boot
  process_start bigint,
  -- A hash of /etc/machine-id, which outlives a boot
  machine      text,
  version      text        not null,
  queues       text[]      not null,
  slots        int         not null,
  status       text        not null default 'active',  -- active | draining | gone | lost
  idle         boolean     not null default false,     -- waits for the doorbell
  poll_only    boolean     not null default false,
  renewed_tick bigint      not null,
  -- The lengths it may go by: settings', but longer ones stay until a renewal proves that it
  -- was told shorter ones.
  tick_interval interval   not null,
  lease_ticks  int         not null,
  told_tick_interval interval not null,              -- what the last answer said, which may be lost
  told_lease_ticks int     not null,
  last_call    bigint      not null default 0,
  backend_pid  int         not null,
  registered_by text       not null,
  started_at   timestamptz not null,
  seen_at      timestamptz not null,
  ended_at     timestamptz,
  unkillable   jsonb                                 -- processes that it cannot kill; null: none
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
        -- Few rows, written by every claim: HOT does nearly all, this the rest
        autovacuum_vacuum_cost_delay = 0);
-- Serves: taking a registration up again on a new connection.
create unique index executors_by_incarnation on baton.executors (incarnation) where status in ('active', 'draining');
-- Serves: the doorbell's question whether someone is idle, and the sweep of lost leases.
create index executors_alive on baton.executors (renewed_tick) where status in ('active', 'draining');
comment on column baton.executors.process_start is
  'With boot_id, pid_namespace and pid it names one process for good: a pid alone is used again.';
comment on table baton.executors is
  'Every executor process that registered: its lease, queues, slots and state.';
