-- What an end that is not a success means. Rows are tried by (job type given first), position; the
-- first whose every given matcher matches decides. Edit with plain SQL; it takes effect with the
-- next report. preview_error_class shows what a row would do before it does it.
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
  pattern               text,
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
  constraint position_is_between_1_and_1000000 check (position between 1 and 1000000),
  constraint code_is_an_upper_case_name check (code ~ '^[A-Z][A-Z0-9_]{0,62}$'),
  constraint reported_codes_are_texts_if_given
    check (cardinality(reported_codes) > 0 and array_position(reported_codes, null) is null),
  constraint exit_codes_are_between_0_and_255_if_given
    check (cardinality(exit_codes) > 0 and 0 <= all (exit_codes) and 255 >= all (exit_codes)),
  constraint signals_are_between_1_and_64_if_given
    check (cardinality(signals) > 0 and 1 <= all (signals) and 64 >= all (signals)),
  constraint pattern_is_at_most_2000_characters check (length(pattern) <= 2000),
  -- The patterns of all rows are also tried together, as one: no (?i) or ***: in front, no groups
  -- by number.
  constraint pattern_has_no_options_in_front check (pattern !~ E'^(\\*\\*\\*|\\(\\?[a-z])'),
  constraint pattern_has_no_back_reference check (replace(pattern, E'\\\\', '') !~ E'\\\\[1-9]'),
  constraint pattern_does_not_match_the_empty_text check ('' !~* pattern),
  constraint pattern_is_a_regular_expression check (('' ~* pattern) is not null or pattern is null),
  constraint error_type_is_retryable_or_fatal check (error_type in ('RETRYABLE', 'FATAL')),
  constraint only_retryable_classes_have_retries check (error_type = 'RETRYABLE' or max_retries = 0),
  constraint max_retries_are_between_0_and_1000 check (max_retries between 0 and 1000),
  constraint backoff_is_known check (backoff in ('none', 'fixed', 'linear', 'exponential', 'exponential_jitter')),
  constraint base_delay_is_between_0_and_1_day check (base_delay between '0' and '1 day'),
  constraint max_delay_is_between_base_delay_and_30_days check (max_delay between base_delay and '30 days'),
  constraint jitter_is_between_0_and_1 check (jitter between 0 and 1),
  -- A wrong success is the worst that a row can do: nothing must complete a step just because it
  -- failed.
  constraint only_a_code_an_exit_code_or_a_pattern_completes_with_a_warning check (not complete_with_warning
    or reported_codes is not null or exit_codes is not null or pattern is not null),
  constraint user_message_is_between_1_and_500_characters check (length(user_message) between 1 and 500),
  constraint user_message_has_only_placeholders_of_checkpoint_step_job_error_and_timeout check (regexp_replace(user_message,
    E'\\{\\{\\s*(checkpoint\\.[A-Za-z0-9_.-]+|step\\.(key|label|phase)|job\\.(id|type|subject)|error|timeout|attempt)\\s*\\}\\}', '', 'g') !~ E'\\{\\{'),
  constraint suggested_action_is_between_1_and_500_characters check (length(suggested_action) between 1 and 500),
  constraint suggested_action_has_no_placeholder_but_job_id
    check (regexp_replace(suggested_action, E'\\{\\{\\s*job\\.id\\s*\\}\\}', '', 'g') !~ E'\\{\\{')
);
create unique index error_classes_in_order on baton.error_classes (job_type, position) nulls not distinct;
comment on table baton.error_classes is
  'What each kind of failure means: how often and when to retry, what to tell people. Rows of the '
  'job type come first, then by position; the first row whose every given matcher matches decides.';
comment on column baton.error_classes.job_type is
  'Only for this job type, and tried before the rows for all; null: for all.';
comment on column baton.error_classes.position is 'The order in which rows are tried.';
comment on column baton.error_classes.code is
  'The class. Rows may share one; failures are counted per code.';
comment on column baton.error_classes.reported_codes is
  'Matches the code of the script''s error message or of a rule, the executor''s '
  '(COMMAND_NOT_FOUND ...), or what a SQLSTATE stands for.';
comment on column baton.error_classes.exit_codes is 'Matches the exit status.';
comment on column baton.error_classes.signals is 'Matches the signal that ended the script.';
comment on column baton.error_classes.timed_out is
  'Matches ends by timeout or idle timeout (true), or all others (false).';
comment on column baton.error_classes.partial is
  'Matches ends after which part of the work is done (true), or all others (false).';
comment on column baton.error_classes.pattern is
  'A regular expression, regardless of case, on the script''s error message and the last 64 kB of '
  'each of its streams.';
comment on column baton.error_classes.error_type is 'RETRYABLE or FATAL.';
comment on column baton.error_classes.max_retries is
  'How many failures of this code are followed by another attempt.';
comment on column baton.error_classes.backoff is
  'The wait before retry k: none 0, fixed base, linear base * k, exponential base * 2^(k-1), '
  'exponential_jitter the same and up to jitter more.';
comment on column baton.error_classes.base_delay is 'The first wait.';
comment on column baton.error_classes.max_delay is
  'The longest wait; a retry_after of the script may be longer.';
comment on column baton.error_classes.jitter is
  'For exponential_jitter: the share of the wait that is added at random.';
comment on column baton.error_classes.complete_with_warning is
  'The step counts as completed, with a warning.';
comment on column baton.error_classes.recoverable is
  'recover_orphans(''failed'') may run jobs again that failed with this class.';
comment on column baton.error_classes.user_message is
  'For people. A sentence whose {{placeholder}} finds nothing is left out, and so is one that '
  'ends in ... when no retry follows.';
comment on column baton.error_classes.suggested_action is
  'What people can do about it; {{job.id}} stands for the job.';

-- As shipped, in the order of what is known: what the script said in so many words, how it ended,
-- what it printed. Of texts, those that tell of something passing come before those that tell of
-- something final: a wrong retry costs seconds, a wrong "final" costs the job. "already exists" is
-- no text of a class at all, because a wrong success costs more than either: a script or a rule has
-- to say STATE_CONFLICT.
insert into baton.error_classes
  (position, code, reported_codes, exit_codes, signals, timed_out, partial, pattern, error_type, max_retries, backoff,
   recoverable, user_message, suggested_action)
values
  -- Said by the script, and nothing that another try could mend
  (109, 'MISSING_PARAM', '{MISSING_PARAM}', null, null, null, null, E'^nothing found for [^\n]*\\{\\{(checkpoint|context|job)\\.', 'FATAL', 0, 'none', false,
   'A value that the step needs is missing: {{error}}.', 'No parameter mends this. If a step should have given it, run that one again: baton jobs retry {{job.id}} --from STEP. Else give the placeholder a default in the definition (NAME:-DEFAULT), and submit a new job'),
  (110, 'MISSING_PARAM', '{MISSING_PARAM}', null, null, null, null, null, 'FATAL', 0, 'none', false,
   'A value that the step needs is missing: {{error}}.', 'Add the missing value: baton jobs retry {{job.id}} --set KEY=VALUE (--dry-run only shows it), in SQL baton.retry_job({{job.id}}, p_parameters => ''{"KEY": "VALUE"}'')'),
  (115, 'SECRETS_ERASED', '{SECRETS_ERASED}', null, null, null, null, null, 'FATAL', 0, 'none', false,
   'The secrets that came with the job are erased: {{error}}.', 'Submit a new job with its secrets'),
  (120, 'INVALID_EMAIL', '{INVALID_EMAIL}', null, null, null, null, null, 'FATAL', 0, 'none', false,
   'The e-mail address is not valid: {{error}}.', 'Correct the address: baton jobs retry {{job.id}} --set KEY=VALUE (--dry-run only shows it), in SQL baton.retry_job({{job.id}}, p_parameters => ''{"KEY": "VALUE"}'')'),
  (130, 'VALIDATION', '{VALIDATION,VALIDATION_ERROR}', null, null, null, null, null, 'FATAL', 0, 'none', false,
   'The data was refused: {{error}}.', 'Correct the data: baton jobs retry {{job.id}} --set KEY=VALUE (--dry-run only shows it), in SQL baton.retry_job({{job.id}}, p_parameters => ''{"KEY": "VALUE"}'')'),
  (140, 'AUTH_FAILED', '{AUTH_FAILED,UNAUTHORIZED,401,403,HTTP_401,HTTP_403}', null, null, null, null, null, 'FATAL', 0, 'none', true,
   'Login failed. Check credentials', 'Update the credentials, then retry the job'),
  (150, 'RLS_VIOLATION', '{RLS_VIOLATION}', null, null, null, null, null, 'FATAL', 0, 'none', false,
   'The database refused a row that belongs to somebody else: {{error}}.', 'Contact support: the step writes rows that its role may not write'),
  (151, 'RLS_VIOLATION', '{PERM_DENIED}', null, null, null, null, 'row-level security', 'FATAL', 0, 'none', false,
   'The database refused a row that belongs to somebody else: {{error}}.', 'Contact support: the step writes rows that its role may not write'),
  (160, 'PERM_DENIED', '{PERM_DENIED,EACCES,EPERM}', null, null, null, null, null, 'FATAL', 0, 'none', true,
   'Permission denied: {{error}}.', 'Grant the permission, then retry the job'),
  (170, 'UNIQUE_VIOLATION', '{UNIQUE_VIOLATION}', null, null, null, null, null, 'FATAL', 0, 'none', false,
   'A record with the same key exists already: {{error}}.', 'Look at the record that exists. If the data is wrong, correct it: baton jobs retry {{job.id}} --set KEY=VALUE (--dry-run only shows it), in SQL baton.retry_job({{job.id}}, p_parameters => ''{"KEY": "VALUE"}'')'),
  (180, 'FK_VIOLATION', '{FK_VIOLATION}', null, null, null, null, null, 'FATAL', 0, 'none', false,
   'A record that this one refers to does not exist: {{error}}.', 'Create the missing record, then retry the job'),
  (190, 'CONFIGURATION', '{CONFIGURATION}', null, null, null, null, null, 'FATAL', 0, 'none', true,
   'The step is not set up correctly: {{error}}.', 'Correct the configuration, then retry the job'),
  (195, 'UNREADABLE_VERDICT', '{UNREADABLE_VERDICT}', null, null, null, null, null, 'FATAL', 0, 'none', false,
   'The script exited with 0, but how it said it ended cannot be read: {{error}}.',
   'Look at what was done and correct what the script writes; then mark the step as completed, or retry the job'),
  (200, 'COMMAND_NOT_FOUND', '{COMMAND_NOT_FOUND}', null, null, null, null, null, 'FATAL', 0, 'none', true,
   'The command cannot be started: {{error}}.', 'Install the command in the executor''s commands directory, then retry the job'),
  (205, 'COMMAND_BUSY', '{COMMAND_BUSY}', null, null, null, null, null, 'RETRYABLE', 5, 'exponential',
   true, 'The command is being written to. Retrying...',
   'Deploy by rename: write a new file, then mv it over the old one'),
  (206, 'HOST_TROUBLE', '{HOST_TROUBLE}', null, null, null, null, null, 'RETRYABLE', 5, 'exponential',
   true, 'The executor''s host cannot start the command: {{error}}. Retrying...',
   'Look at the executor''s host: disk, directories, limits of processes and files'),
  (210, 'ENOENT', '{ENOENT}', null, null, null, null, 'ETIMEDOUT|ESTALE|stale (NFS )?file handle|timed out', 'RETRYABLE', 1, 'exponential', true,
   'A file was not found because its file system did not answer. Retrying...', 'Check the file system, then retry the job'),
  (211, 'ENOENT', '{ENOENT}', null, null, null, null, null, 'FATAL', 0, 'none', true,
   'A file was not found: {{error}}.', 'Provide the file, then retry the job'),
  (220, 'API_4XX', '{API_4XX,400,402,404,405,406,409,410,411,412,413,414,415,416,421,422,424,426,428,431,451}', null, null, null, null, null,
   'FATAL', 0, 'none', false, 'The service refused the request: {{error}}.', 'Check the data, then retry the job'),
  (230, 'UNKILLABLE', '{UNKILLABLE}', null, null, null, null, null, 'FATAL', 0, 'none', false,
   'A process of the step cannot be ended: {{error}}.',
   'End the process on the executor''s host, then retry the job'),

  -- Part of the work is done: resumed once, and only where a checkpoint can be verified
  (300, 'PARTIAL_SUCCESS', null, null, null, true, true, null, 'RETRYABLE', 1, 'fixed', false,
   'Timed out after part of the work was done. Last successful step: {{checkpoint.last_step}}. Resuming...',
   'Look at what was done; retrying the job resumes after the last step that was done'),
  (310, 'PARTIAL_SUCCESS', null, null, null, null, true, null, 'RETRYABLE', 1, 'fixed', false,
   'Part of the work was done. Resuming from last step {{checkpoint.last_step}}...',
   'Look at what was done; retrying the job resumes after the last step that was done'),

  -- Said by the script, and worth another try
  (400, 'RATE_LIMIT', '{RATE_LIMIT,RATE_LIMITED,TOO_MANY_REQUESTS,429,HTTP_429}', null, null, null, null, null, 'RETRYABLE', 5, 'exponential_jitter', true,
   'Too many requests. Retrying more slowly...', 'Wait a little, then try again'),
  (410, 'TIMEOUT', '{TIMEOUT,ETIMEDOUT,ESOCKETTIMEDOUT,408,HTTP_408}', null, null, null, null, null, 'RETRYABLE', 3, 'exponential', true,
   'Request timed out. Retrying...', 'Try again; if it happens again, the service may be busy'),
  (420, 'API_5XX', '{API_5XX,500,502,503,504,520,521,522,523,524,HTTP_500,HTTP_502,HTTP_503,HTTP_504}', null, null, null, null, null, 'RETRYABLE', 5, 'exponential', true,
   'The service is unavailable. Retrying...', 'Try again later'),
  (430, 'NETWORK', '{NETWORK,ECONNREFUSED,ECONNRESET,ECONNABORTED,ENOTFOUND,EAI_AGAIN,EHOSTUNREACH,ENETUNREACH,EPIPE}', null, null, null, null, null, 'RETRYABLE', 5, 'exponential_jitter', true,
   'Network error. Retrying...', 'Check the network, then try again'),
  (440, 'DB_TRANSIENT', '{DB_TRANSIENT}', null, null, null, null, null, 'RETRYABLE', 3, 'exponential', true,
   'The database was busy. Retrying...', 'Try again'),
  (450, 'ENOMEM', '{ENOMEM}', null, null, null, null, null, 'RETRYABLE', 2, 'exponential', true,
   'Out of memory. Retrying later...', 'Give the executor''s host more memory, or run fewer steps at once'),
  (460, 'PROCESS_KILLED', '{PROCESS_KILLED,SIGTERM,SIGKILL}', null, null, null, null, null, 'RETRYABLE', 3, 'exponential', true,
   'The process was killed. Retrying...', 'Try again; check memory limits if it happens again'),

  -- How it ended
  (500, 'TIMEOUT', null, null, null, true, null, null, 'RETRYABLE', 3, 'exponential', true,
   'Timed out after {{timeout}}. Retrying...', 'Try again; if it happens again, the service may be busy or the step''s timeout too short'),
  (510, 'ENOMEM', null, null, null, null, null, E'\\mENOMEM\\M|heap out of memory|cannot allocate memory|\\mMemoryError\\M|\\mout of memory\\M', 'RETRYABLE', 2, 'exponential', true,
   'Out of memory. Retrying later...', 'Give the executor''s host more memory, or run fewer steps at once'),
  (520, 'PROCESS_KILLED', null, null, '{1,2,9,15}', null, null, null, 'RETRYABLE', 3, 'exponential', true,
   'The process was killed. Retrying...', 'Try again; check memory limits if it happens again'),
  (521, 'PROCESS_KILLED', null, '{129,130,137,143}', null, null, null, null, 'RETRYABLE', 3, 'exponential', true,
   'The process was killed. Retrying...', 'Try again; check memory limits if it happens again'),
  (530, 'TIMEOUT', null, '{124}', null, null, null, null, 'RETRYABLE', 3, 'exponential', true,
   'A command timed out. Retrying...', 'Try again; if it happens again, the service may be busy'),
  (540, 'COMMAND_NOT_FOUND', null, '{126,127}', null, null, null, null, 'FATAL', 0, 'none', true,
   'A command cannot be started: {{error}}.', 'Install the command on the executor''s host, then retry the job'),

  -- What it printed: no try with the same password
  (600, 'AUTH_FAILED', null, null, null, null, null,
   'invalid (login |user )?credentials|(login|log-in|sign-?in|authentication|authorization) (has )?failed|(incorrect|wrong|invalid) (e-?mail or |user ?name or )?password|password authentication failed',
   'FATAL', 0, 'none', true, 'Login failed. Check credentials', 'Update the credentials, then retry the job'),
  -- What it printed: passing troubles
  (610, 'ENOENT', null, null, null, null, null,
   E'\\mENOENT\\M[^\\n]*(ETIMEDOUT|ESTALE|stale (NFS )?file handle|timed out)|(\\mESTALE\\M|stale (NFS )?file handle|timed out|ETIMEDOUT)[^\\n]*\\mENOENT\\M', 'RETRYABLE', 1, 'exponential', true,
   'A file was not found because its file system did not answer. Retrying...', 'Check the file system, then retry the job'),
  (620, 'RATE_LIMIT', null, null, null, null, null,
   E'too many requests|rate[- ]limit(ed| (was )?(exceeded|reached|hit))|\\m(HTTP(/[0-9.]+)?|status( ?code)?|code|error)[:= ]*429\\M', 'RETRYABLE', 5, 'exponential_jitter', true,
   'Too many requests. Retrying more slowly...', 'Wait a little, then try again'),
  (630, 'API_5XX', null, null, null, null, null,
   E'<(title|h1)[^>]*>[^<]*\\m5(0[0-4]|2[0-7])\\M|\\m5(0[0-4]|2[0-7])\\M:? *(internal server|bad gateway|service (temporarily )?unavailable|(gateway )?time-?out|server error|web server)|\\m(HTTP(/[0-9.]+)?|status( ?code)?|code|error)[:= ]*5(0[0-4]|2[0-7])\\M|internal server error|bad gateway|service (temporarily )?unavailable|gateway time-?out',
   'RETRYABLE', 5, 'exponential', true, 'The service is unavailable. Retrying...', 'Try again later'),
  (640, 'TIMEOUT', null, null, null, null, null,
   E'navigation timeout|page\\.(goto|reload|goBack|goForward|waitFor(Navigation|URL|LoadState)):? *timeout|net::ERR_(CONNECTION_)?TIMED_OUT', 'RETRYABLE', 3, 'exponential', true,
   'The page took too long to load. Retrying...', 'Try again; if it happens again, the site may be busy'),
  (650, 'DB_TRANSIENT', null, null, null, null, null,
   'deadlock (detected|found)|could not serialize access|too many clients already|remaining connection slots|the database system is (starting up|shutting down|in recovery)|server closed the connection unexpectedly|terminating connection due to|database is locked',
   'RETRYABLE', 3, 'exponential', true, 'The database was busy. Retrying...', 'Try again'),
  (660, 'NETWORK', null, null, null, null, null,
   E'\\m(ECONNREFUSED|ECONNRESET|ECONNABORTED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)\\M|connection (was )?(refused|reset|aborted)|socket hang up|(remote end|server|other side|peer) (unexpectedly )?(closed|disconnected|hung up)|connection (was )?(closed|broken|lost)|\\m(RemoteDisconnected|IncompleteRead|BadStatusLine|EPIPE)\\M|broken pipe|unexpected EOF|net::ERR_(CONNECTION|NAME|INTERNET|NETWORK|ADDRESS|SOCKET|PROXY|TUNNEL|EMPTY|HTTP2)|could not resolve host|name or service not known|temporary failure in name resolution|no route to host|network is unreachable|\\mfetch failed\\M',
   'RETRYABLE', 5, 'exponential_jitter', true, 'Network error. Retrying...', 'Check the network, then try again'),
  (670, 'TIMEOUT', null, null, null, null, null,
   E'\\mE(SOCKET)?TIMEDOUT\\M|\\mtimed[ -]?out\\M|time-?out (of )?[0-9]+ ?m?s exceeded|\\mTimeoutError\\M|deadline exceeded', 'RETRYABLE', 3, 'exponential', true,
   'Request timed out. Retrying...', 'Try again; if it happens again, the service may be busy'),
  -- What it printed: final ones
  (700, 'UNIQUE_VIOLATION', null, null, null, null, null, 'violates unique constraint|unique constraint failed|duplicate entry', 'FATAL', 0, 'none', false,
   'A record with the same key exists already: {{error}}.', 'Look at the record that exists. If the data is wrong, correct it: baton jobs retry {{job.id}} --set KEY=VALUE (--dry-run only shows it), in SQL baton.retry_job({{job.id}}, p_parameters => ''{"KEY": "VALUE"}'')'),
  (710, 'FK_VIOLATION', null, null, null, null, null, 'violates foreign key constraint|foreign key constraint (failed|fails)', 'FATAL', 0, 'none', false,
   'A record that this one refers to does not exist: {{error}}.', 'Create the missing record, then retry the job'),
  (720, 'RLS_VIOLATION', null, null, null, null, null, 'violates row-level security', 'FATAL', 0, 'none', false,
   'The database refused a row that belongs to somebody else: {{error}}.', 'Contact support: the step writes rows that its role may not write'),
  (730, 'INVALID_EMAIL', null, null, null, null, null, 'invalid e-?mail|e-?mail( address)?( is)? (invalid|not valid)|not a valid e-?mail', 'FATAL', 0, 'none', false,
   'The e-mail address is not valid: {{error}}.', 'Correct the address: baton jobs retry {{job.id}} --set KEY=VALUE (--dry-run only shows it), in SQL baton.retry_job({{job.id}}, p_parameters => ''{"KEY": "VALUE"}'')'),
  (740, 'MISSING_PARAM', null, null, null, null, null,
   'missing (required )?(parameter|argument|option)|required (parameter|argument|option)s? .{0,80}(missing|not (given|provided))|the following arguments are required', 'FATAL', 0, 'none', false,
   'A value that the step needs is missing: {{error}}.', 'Add the missing value: baton jobs retry {{job.id}} --set KEY=VALUE (--dry-run only shows it), in SQL baton.retry_job({{job.id}}, p_parameters => ''{"KEY": "VALUE"}'')'),
  (750, 'VALIDATION', null, null, null, null, null, E'\\mvalidation (error|failed)|\\mValidationError\\M|violates (check|not-null) constraint', 'FATAL', 0, 'none', false,
   'The data was refused: {{error}}.', 'Correct the data: baton jobs retry {{job.id}} --set KEY=VALUE (--dry-run only shows it), in SQL baton.retry_job({{job.id}}, p_parameters => ''{"KEY": "VALUE"}'')'),
  (760, 'AUTH_FAILED', null, null, null, null, null,
   E'\\m40[13]\\M:? *(unauthorized|forbidden)|\\m(HTTP(/[0-9.]+)?|status( ?code)?|code|error)[:= ]*40[13]\\M|\\munauthorized\\M', 'FATAL', 0, 'none', true,
   'Login failed. Check credentials', 'Update the credentials, then retry the job'),
  (770, 'API_4XX', null, null, null, null, null, E'\\m(HTTP(/[0-9.]+)?|status( ?code)?|code|error)[:= ]*4[0-9]{2}\\M|\\m4(00 Bad Request|04 Not Found|09 Conflict|22 Unprocessable)', 'FATAL', 0, 'none', false,
   'The service refused the request: {{error}}.', 'Check the data, then retry the job'),
  (780, 'CONFIGURATION', null, null, null, null, null,
   E'cannot find module|\\mModuleNotFoundError\\M|\\mImportError\\M|error while loading shared libraries|executable doesn''t exist|certificate has expired|self[- ]signed certificate|unable to verify the first certificate|net::ERR_CERT_',
   'FATAL', 0, 'none', true, 'The step is not set up correctly: {{error}}.', 'Correct the configuration, then retry the job'),
  (790, 'ENOENT', null, null, null, null, null, E'\\mENOENT\\M|no such file or directory', 'FATAL', 0, 'none', true,
   'A file was not found: {{error}}.', 'Provide the file, then retry the job'),
  (800, 'PERM_DENIED', null, null, null, null, null, E'\\m(EACCES|EPERM)\\M|permission denied|operation not permitted', 'FATAL', 0, 'none', true,
   'Permission denied: {{error}}.', 'Grant the permission, then retry the job'),

  (1000, 'UNKNOWN', null, null, null, null, null, null, 'RETRYABLE', 3, 'exponential', true,
   'Something went wrong. Retrying...', 'Look at the log of the attempt; contact support if it happens again');

insert into baton.error_classes (position, code, reported_codes, error_type, backoff, complete_with_warning, user_message, suggested_action)
values (100, 'STATE_CONFLICT', '{STATE_CONFLICT,ALREADY_REGISTERED}', 'FATAL', 'none', true,
  'Done before: {{error}}.', 'None needed: the step counts as completed');

-- Memory does not come back in a second.
update baton.error_classes set base_delay = '10 seconds', max_delay = '5 minutes' where code = 'ENOMEM';
