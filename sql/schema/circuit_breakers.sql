-- Policy and state of each breaker, shared by all executors. Claims read the state here, so opening
-- a breaker moves no steps: those that wait in its lanes are just not taken.
create table baton.circuit_breakers (
  name         text        primary key,
  id           int         not null generated always as identity unique,
  -- policy: edit with plain SQL
  threshold    int         not null default 5,
  open_for     interval    not null default '30 seconds',
  error_codes  text[]      not null default '{NETWORK,API_5XX,TIMEOUT}',
  -- state: changed by what scripts report, open_breaker and close_breaker
  state        text        not null default 'closed',
  failures     int         not null default 0,
  changed_at   timestamptz not null default now(),
  changed_by   text        not null default 'baton',
  reason       text,
  -- When an open one lets a step try; null: not before it is closed by hand
  probe_due_at timestamptz,
  -- The step that tries while half-open, as long as its token runs
  probe_job_id bigint,
  probe_n      int,
  probe_token  uuid,
  constraint name_has_up_to_63_letters_digits_underscores_dots_and_dashes check (name ~ '^[A-Za-z][A-Za-z0-9_.-]{0,62}$'),
  constraint threshold_is_between_1_and_1000 check (threshold between 1 and 1000),
  constraint open_for_is_between_1_second_and_30_days check (open_for between '1 second' and '30 days'),
  constraint error_codes_are_given check (cardinality(error_codes) > 0 and array_position(error_codes, null) is null),
  constraint state_is_known check (state in ('closed', 'open', 'half_open')),
  constraint only_an_open_breaker_has_a_due_probe check (probe_due_at is null or state = 'open'),
  constraint only_a_half_open_breaker_has_a_probe check (probe_token is null or state = 'half_open'),
  constraint probe_is_complete check (num_nulls(probe_job_id, probe_n, probe_token) in (0, 3))
) with (fillfactor = 50);
comment on table baton.circuit_breakers is
  'Circuit breakers: after threshold failures in a row of the classes in error_codes, steps that '
  'name the breaker are not started for open_for; then one tries.';
comment on column baton.circuit_breakers.threshold is
  'So many failures in a row, of whichever steps, open it.';
comment on column baton.circuit_breakers.open_for is
  'How long it stays open before one step may try.';
comment on column baton.circuit_breakers.error_codes is
  'The error classes that count; other failures say nothing about the service.';
comment on column baton.circuit_breakers.state is
  'closed (steps start), open (none starts) or half_open (one tries: its success closes, its '
  'failure opens again).';
comment on column baton.circuit_breakers.failures is
  'Failures that counted since the last success.';
