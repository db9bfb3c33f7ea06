create table baton.job_types (
  name          text        primary key,
  definition_id bigint      not null,
  version       int         not null,
  -- This and the next as in the definition: an INSERT reads one row
  step_count    int         not null,
  required_parameters text[] not null default '{}',
  -- Wait | reject: one active job per subject; null: any number
  one_active    text,
  description   text,
  disabled_at   timestamptz,
  created_at    timestamptz not null default now(),
  changed_at    timestamptz not null default now(),
  constraint one_active_is_known check (one_active in ('wait', 'reject'))
);
comment on table baton.job_types is
  'Job types by name, each with its current definition; a running job keeps the version it '
  'started with.';

-- Immutable. An ad-hoc graph (jobs.steps) is a definition without a job type, shared by its hash;
-- it leaves when no job uses it.
create table baton.definitions (
  id                  bigint      generated always as identity primary key,
  job_type            text,
  version             int,
  hash                bytea       not null,
  definition          jsonb       not null,
  required_parameters text[]      not null default '{}',
  step_count          int         not null,
  created_at          timestamptz not null default now(),
  created_by          text        not null,
  constraint version_is_given_exactly_for_a_job_type check ((job_type is null) = (version is null)),
  constraint definition_has_steps check (step_count > 0)
);
create unique index definitions_by_version on baton.definitions (job_type, version) where job_type is not null;
create unique index ad_hoc_definitions_by_hash on baton.definitions (hash) where job_type is null;
comment on table baton.definitions is
  'Every version of every job type, and each distinct ad-hoc graph once. Rows never change; '
  'retention removes ad-hoc graphs that no job uses any more.';

-- A definition's steps, parsed once so that claims and reports read columns, not documents. n
-- counts from 1 in the order of the definition (which need not be topological). No foreign key:
-- both are written once, by one function, never change, and leave together; the look for each
-- step's definition was a tenth of the cost of a new graph.
create table baton.definition_steps (
  definition_id     bigint   not null,          -- definitions.id
  n                 int      not null,
  key               text     not null,
  label             text     not null,
  phase             text,
  kind              text     not null,          -- command | sql | manual
  lane              int      not null,          -- lanes.id: queue, breaker and limit in one number
  circuit_breaker   text,                       -- the lane's, for reports
  command           jsonb,                      -- argv, kind command
  sql_function      text,                       -- schema-qualified name, kind sql
  instructions      text,                       -- what a person is to do, kind manual
  environment       jsonb,                      -- name -> text or {"secret": name}
  has_placeholders  boolean  not null,          -- {{...}} in command or environment
  -- What the executor needs to know of the step, one JSON document
  spec              text     not null,
  when_condition    jsonb,
  run_if            text     not null default 'all_completed',
  on_failure        text     not null default 'fail_job',
  backoff           text,                       -- overrides the error class's kind
  max_attempts      int,
  timeout           interval not null,
  rules             jsonb,
  -- Outputs of rules with a default, name -> text (may hold {{...}}) or value
  output_defaults   jsonb,
  parents           int[]    not null default '{}',
  children          int[]    not null default '{}',
  ancestors         int[]    not null default '{}',
  primary key (definition_id, n),
  constraint kind_is_known check (kind in ('command', 'sql', 'manual')),
  constraint run_if_is_known check (run_if in ('all_completed', 'all_finished')),
  constraint on_failure_is_known check (on_failure in ('fail_job', 'continue')),
  constraint every_kind_has_what_it_runs check (
    (kind = 'command') = (command is not null) and
    (kind = 'sql') = (sql_function is not null) and
    (kind = 'manual') = (instructions is not null))
);
create unique index definition_steps_by_key on baton.definition_steps (definition_id, key);
comment on table baton.definition_steps is
  'The steps of every definition in columns: edges, lane, budgets and the executor''s spec.';
