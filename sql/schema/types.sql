-- A step of a job, as functions hand sets of them to each other.
create type baton.step_ref as (job_id bigint, n int);
comment on type baton.step_ref is
  'A step of a job: the job''s id and the step''s number in its definition.';

-- What a report that is not a success means, as report/_judge_failure decides it.
create type baton.verdict as (
  outcome          text,       -- of the attempt
  status           text,       -- of the step from now on
  status_reason    text,
  error_code       text,
  error_class      int,
  error_type       text,
  error_message    text,       -- for people
  error_detail     text,       -- what the attempt itself said
  reported_code    text,
  suggested_action text,
  warning          text,
  charged          boolean,    -- counts against the class's retries
  not_charged_for  text,       -- the breaker because of which it does not count
  due_at           timestamptz
);
comment on type baton.verdict is 'What a report means for the attempt and its step.';

-- What a person asks for a step: an end, or pending for a reset.
create type baton.step_edit as (
  n               int,
  status          text,
  outputs         jsonb,
  keep_checkpoint boolean
);
comment on type baton.step_edit is 'A change of a step that a person asks for.';

-- A step before and after an edit, as edit/_plan_steps foresees it and edit/_apply_plan writes it.
create type baton.step_plan as (
  n           int,
  key         text,
  from_status text,        -- running while it runs
  from_reason text,
  to_status   text,
  to_reason   text,
  asked       text,        -- the status that a person named for this step
  changed     boolean,
  -- In a new generation: budgets, outputs and errors of the old one are left behind
  renewed     boolean,
  again       boolean,     -- it or a step before it runs again, so that what follows does too
  outputs     jsonb,       -- given by a person
  forgets     boolean,     -- its checkpoint
  why         text
);
comment on type baton.step_plan is 'A step before and after an edit.';
