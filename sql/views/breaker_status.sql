create view baton.breaker_status as
select found.*
from baton._breakers() as found;

comment on view baton.breaker_status is
  'One row per circuit breaker: its state, since when and why, what it would take to open it, and '
  'what waits.';
comment on column baton.breaker_status.state is
  'closed (steps start), open (none starts) or half_open (one tries).';
comment on column baton.breaker_status.failures is
  'Failures that counted since the last success; threshold of them open it.';
comment on column baton.breaker_status.probe_due_at is
  'When an open one lets a step try; null: not before close_breaker().';
comment on column baton.breaker_status.probe_step is
  'The step that tries now, of job probe_job_id.';
comment on column baton.breaker_status.waiting_steps is
  'Ready steps that name it: counted up to 5000 of a kind, estimated (to two digits) where they '
  'are more.';
