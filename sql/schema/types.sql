-- A step of a job, as functions hand sets of them to each other.
create type baton.step_ref as (job_id bigint, n int);
comment on type baton.step_ref is 'A step of a job: the job''s id and the step''s number in its definition.';

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
