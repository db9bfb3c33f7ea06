-- Whom to tell of what: rules that operators edit with plain SQL, taking effect at once. What they
-- bring is written in the transaction of what they tell of. Checked by a trigger, whose errors name
-- the column and the fix.
create table baton.notifications (
  name            text    primary key,
  -- Job_ended | retries_exhausted | breaker_opened | orphan_recovered
  kind            text    not null default 'job_ended',
  -- of which jobs, or which breaker; null: of any
  job_type        text,
  -- Completed | failed | cancelled; only with job_ended
  status          text,
  error_code      text,
  circuit_breaker text,
  -- exactly one of these
  channel         text,
  target_job_type text,
  webhook_url     text,
  webhook_secret  text,                                  -- name of the secret that signs
  enabled         boolean not null default true
);
comment on table baton.notifications is
  'Rules: whom to tell when a job ends, its retries are used up, a breaker opens or an attempt of '
  'a lost executor runs again. To a channel (NOTIFY), by a job of the application, or to a '
  'webhook.';
comment on column baton.notifications.kind is
  'job_ended; retries_exhausted (a job failed although its error is worth retrying); '
  'breaker_opened; orphan_recovered.';
comment on column baton.notifications.job_type is 'Only jobs of this type.';
comment on column baton.notifications.status is
  'Only jobs that ended so: completed, failed or cancelled.';
comment on column baton.notifications.error_code is 'Only jobs that ended with this error class.';
comment on column baton.notifications.circuit_breaker is 'Only this breaker.';
comment on column baton.notifications.channel is
  'NOTIFY on this channel, with a small JSON document.';
comment on column baton.notifications.target_job_type is
  'Submit a job of this type, with the document as {{parameters.notification}}; for a webhook the '
  'job type that sends it, set by Baton.';
comment on column baton.notifications.webhook_url is
  'POST the document there, by a job with the ordinary retries.';
comment on column baton.notifications.webhook_secret is
  'The name of a secret of the executors; its value signs what is sent.';
