-- Who is active per subject, and who waits for it: a row for each job that has not ended of the job
-- types that take one active job per subject, and for no other. A job enters when it may start (one
-- that refuses others: when it is inserted), and leaves at its end.
create table baton.turns (
  job_id          bigint      not null primary key,
  -- What is one at a time, in one text (_turn_key)
  key             text        collate "C" not null,
  job_type        text        not null,
  subject         text,                               -- null: jobs of a schedule line up
  organisation_id text,
  active          boolean     not null default false,
  entered_at      timestamptz not null
) with (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000,
        autovacuum_vacuum_cost_delay = 0);
-- Serves: who is active; and that nobody else is.
create unique index turns_one_is_active on baton.turns (key) where active;
-- Serves: who is next.
create index turns_in_line on baton.turns (key, job_id) where not active;
comment on table baton.turns is
  'Jobs of types with one_active_per: the active one of each subject, and those that wait for '
  'their turn, which comes in the order of ids.';

-- Locked, never written: whoever gives out a turn holds the row of the subject's hash, without
-- waiting for it. So two who look at once do not both see that nobody is active.
create table baton.turnstiles (id int primary key);
insert into baton.turnstiles select id from generate_series(0, 63) as id;
comment on table baton.turnstiles is 'What a claim locks before it gives out a turn.';
