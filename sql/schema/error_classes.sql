-- What an end that is not a success means. Rows are tried by (job type given first), position; the first whose
-- every given matcher matches decides. Edit with plain SQL; it takes effect with the next report.
create table baton.error_classes (
  id                    int      generated always as identity primary key,
  job_type              text,
  position              int      not null,
  code                  text     not null,
  -- matchers: all that are given must match
  reported_codes        text[],
  exit_codes            int[],
  signals               int[],
  timed_out             boolean,
  partial               boolean,
  pattern               text,                     -- regular expression, case-insensitive, on the message and both streams
  -- what follows
  error_type            text     not null,
  max_retries           int      not null default 0,
  backoff               text     not null default 'exponential',
  base_delay            interval not null default '1 second',
  max_delay             interval not null default '30 seconds',
  jitter                real     not null default 0.1,
  complete_with_warning boolean  not null default false,
  recoverable           boolean  not null default false,
  user_message          text     not null,
  suggested_action      text     not null,
  constraint error_type_is_RETRYABLE_or_FATAL check (error_type in ('RETRYABLE', 'FATAL')),
  constraint only_retryable_classes_have_retries check (error_type = 'RETRYABLE' or max_retries = 0),
  constraint max_retries_are_between_0_and_1000 check (max_retries between 0 and 1000),
  constraint backoff_is_known check (backoff in ('none', 'fixed', 'linear', 'exponential', 'exponential_jitter')),
  constraint base_delay_is_between_0_and_1_day check (base_delay between '0' and '1 day'),
  constraint max_delay_is_between_base_delay_and_30_days check (max_delay between base_delay and '30 days'),
  constraint jitter_is_between_0_and_1 check (jitter between 0 and 1),
  constraint pattern_is_a_regular_expression check (pattern is null or ('' ~* pattern) is not null)
);
create unique index error_classes_in_order on baton.error_classes (job_type, position) nulls not distinct;
comment on table baton.error_classes is 'What each kind of failure means: how often and when to retry, what to tell people. First match wins.';

insert into baton.error_classes
  (position, code, reported_codes, exit_codes, signals, timed_out, partial, pattern, error_type, max_retries, backoff,
   recoverable, complete_with_warning, user_message, suggested_action)
values
  (10, 'STATE_CONFLICT', '{STATE_CONFLICT}', null, null, null, null, null, 'FATAL', 0, 'none', false, true,
   'Already done before', 'None needed: the step counts as completed'),
  (20, 'PARTIAL_SUCCESS', null, null, null, null, true, null, 'RETRYABLE', 1, 'fixed', true, false,
   'Part of the work was done. Resuming...', 'Try again: it resumes after the last step that was done'),
  (30, 'TIMEOUT', '{TIMEOUT,ETIMEDOUT}', null, null, null, null, null, 'RETRYABLE', 3, 'exponential', true, false,
   'Request timed out. Retrying...', 'Try again; if it happens again, the service may be busy'),
  (31, 'TIMEOUT', null, null, null, true, null, null, 'RETRYABLE', 3, 'exponential', true, false,
   'Request timed out. Retrying...', 'Try again; if it happens again, raise the step''s timeout'),
  (40, 'RATE_LIMIT', '{RATE_LIMIT}', null, null, null, null, null, 'RETRYABLE', 5, 'exponential_jitter', true, false,
   'Too many requests. Retrying more slowly...', 'Wait a little, then try again'),
  (50, 'API_5XX', '{API_5XX}', null, null, null, null, null, 'RETRYABLE', 5, 'exponential', true, false,
   'The service is unavailable. Retrying...', 'Try again later'),
  (60, 'NETWORK', '{NETWORK,ECONNREFUSED,ECONNRESET,ENOTFOUND}', null, null, null, null, null, 'RETRYABLE', 5, 'exponential_jitter', true, false,
   'Network error. Retrying...', 'Check the network, then try again'),
  (70, 'VALIDATION', '{VALIDATION,INVALID_EMAIL}', null, null, null, null, null, 'FATAL', 0, 'none', false, false,
   'The data was refused', 'Correct the data and submit a new job'),
  (80, 'MISSING_PARAM', '{MISSING_PARAM}', null, null, null, null, null, 'FATAL', 0, 'none', false, false,
   'A value that the step needs is missing', 'Add the missing value and submit a new job'),
  (90, 'AUTH_FAILED', '{AUTH_FAILED}', null, null, null, null, null, 'FATAL', 0, 'none', true, false,
   'Login failed. Check credentials', 'Update the credentials, then retry the job'),
  (100, 'CONFIGURATION', '{CONFIGURATION}', null, null, null, null, null, 'FATAL', 0, 'none', true, false,
   'The step is not set up correctly', 'Correct the configuration, then retry the job'),
  (110, 'COMMAND_NOT_FOUND', '{COMMAND_NOT_FOUND}', null, null, null, null, null, 'FATAL', 0, 'none', true, false,
   'The command cannot be started', 'Install the command in the executor''s commands directory, then retry the job'),
  (120, 'API_4XX', '{API_4XX}', null, null, null, null, null, 'FATAL', 0, 'none', false, false,
   'The service refused the request', 'Check the data, then retry the job'),
  (130, 'DB_TRANSIENT', '{DB_TRANSIENT}', null, null, null, null, null, 'RETRYABLE', 3, 'exponential', true, false,
   'The database was busy. Retrying...', 'Try again'),
  (140, 'PROCESS_KILLED', null, null, '{9,15}', null, null, null, 'RETRYABLE', 3, 'exponential', true, false,
   'The process was killed. Retrying...', 'Try again; check memory limits if it happens again'),
  (200, 'NETWORK', null, null, null, null, null, 'ECONNREFUSED|ECONNRESET|ENOTFOUND|connection (refused|reset)', 'RETRYABLE', 5, 'exponential_jitter', true, false,
   'Network error. Retrying...', 'Check the network, then try again'),
  (210, 'RATE_LIMIT', null, null, null, null, null, '\m429\M.*too many requests|rate limit', 'RETRYABLE', 5, 'exponential_jitter', true, false,
   'Too many requests. Retrying more slowly...', 'Wait a little, then try again'),
  (220, 'API_5XX', null, null, null, null, null, '\m50[0234]\M.*(unavailable|gateway|server error|timeout)', 'RETRYABLE', 5, 'exponential', true, false,
   'The service is unavailable. Retrying...', 'Try again later'),
  (1000, 'UNKNOWN', null, null, null, null, null, null, 'RETRYABLE', 3, 'exponential', true, false,
   'Something went wrong. Retrying...', 'Look at the log of the attempt; contact support if it happens again');
