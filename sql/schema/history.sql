-- Append-only history, without foreign keys, so that it can be removed or partitioned by time on
-- its own.
create table baton.attempt_rows (
  job_id        bigint      not null,
  n             int         not null,
  attempt       int         not null,
  generation    int         not null,
  token         uuid        not null,
  executor_id   bigint      not null,
  started_at    timestamptz not null,
  finished_at   timestamptz not null,
  outcome       text        collate "C" not null,
  exit_code     int,
  signal        int,
  error_code    text,
  error_class   int,                              -- error_classes.id that matched
  error_message text,                             -- for people
  error_detail  text,                             -- what the attempt itself said
  -- Of those without success: exited, signaled, timeout ...
  ended         text,
  reported_code text,                             -- what the script, a rule or a SQLSTATE called it
  stdout_bytes  bigint,
  stderr_bytes  bigint,
  cpu_ms        bigint,
  max_rss_kb    bigint,
  -- Notes of the executor, sqlstate, killed left-overs ...
  details       jsonb,
  primary key (job_id, n, attempt),
  constraint outcome_is_known check (outcome in ('completed', 'failed', 'partial', 'cancelled', 'interrupted', 'lost'))
);
-- Serves: recent_failures.
create index attempt_failures_by_time on baton.attempt_rows (finished_at) where error_code is not null;
-- Serves: recent_failures of one class.
create index attempt_failures_by_class on baton.attempt_rows (error_code, finished_at)
  where error_code is not null;
comment on table baton.attempt_rows is
  'Every start that has ended, once; read it through baton.attempts, which adds what runs now.';

-- stdout and stderr as pieces. A gap between one piece's end and the next one's start was left out
-- by the caps.
create table baton.output_rows (
  id           bigint      generated always as identity primary key,
  job_id       bigint      not null,
  n            int         not null,
  attempt      int         not null,
  stream       text        collate "C" not null,
  start_offset bigint      not null,              -- byte in the script's stream where the piece begins
  end_offset   bigint      not null,              -- and where it ends
  written_at   timestamptz not null,
  content      text        not null,
  constraint stream_is_known check (stream in ('stdout', 'stderr'))
);
-- Serves: the log of one attempt, and the caps per stream. A piece is there once, also when a
-- connection that dies has just sent it.
create unique index output_by_attempt on baton.output_rows (job_id, n, attempt, stream, start_offset);
comment on table baton.output_rows is
  'What scripts printed, in pieces, head and tail capped; read it through baton.attempt_output.';

-- Job-level changes of status and everything people did.
create table baton.job_events (
  id          bigint      generated always as identity primary key,
  at          timestamptz not null,
  job_id      bigint,
  n           int,                                -- the step, where the event is about one
  from_status text        collate "C",
  to_status   text        collate "C",
  -- Claim, report, cancel_job, retry_job, start_job, maintain ...
  action      text        collate "C" not null,
  actor       text        not null,
  reason      text
);
-- Serves: the history of one job.
create index job_events_by_job on baton.job_events (job_id, id);
-- Serves: failed jobs that may be recovered. Events never change, so it costs nothing but at
-- failures.
create index job_events_of_failures on baton.job_events (job_id) where to_status = 'failed' and n is null;
comment on table baton.job_events is
  'Every change of a job: its author, time and reason. Read it through baton.job_history, follow '
  'it by follow_history().';
