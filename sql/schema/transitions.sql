-- The state machines, as rows. sql/triggers.sql generates the guards' WHEN expressions from them.
create table baton.job_transitions (
  from_status text not null,
  to_status   text not null,
  cause       text not null,
  primary key (from_status, to_status)
);
comment on table baton.job_transitions is
  'Every change of status that a job may make, and what causes it.';

insert into baton.job_transitions (from_status, to_status, cause) values
  ('draft',       'pending',     'start_job'),
  ('draft',       'cancelled',   'cancel_job, or the deadline'),
  ('draft',       'completed',   'set_step_status: every step is done'),
  ('pending',     'in_progress', 'first claim or manual step'),
  ('pending',     'completed',   'every step was skipped by its condition, or set by a person'),
  ('pending',     'failed',      'set_step_status'),
  ('pending',     'cancelled',   'cancel_job, or the deadline'),
  ('in_progress', 'completed',   'last step ended'),
  ('in_progress', 'failed',      'a step failed for good and what ran has ended'),
  ('in_progress', 'cancelling',  'cancel_job or the deadline, while scripts run'),
  ('in_progress', 'cancelled',   'cancel_job or the deadline, nothing runs'),
  ('cancelling',  'cancelled',   'the last script is gone'),
  ('completed',   'in_progress', 'retry_job, reset_step, set_step_status'),
  ('completed',   'failed',      'set_step_status: nothing is left to do'),
  ('failed',      'in_progress', 'retry_job, reset_step, set_step_status, recover_orphans(failed)'),
  ('failed',      'completed',   'set_step_status: nothing is left to do'),
  ('cancelled',   'in_progress', 'retry_job, reset_step'),
  ('cancelled',   'completed',   'set_step_status: nothing is left to do'),
  ('cancelled',   'failed',      'set_step_status: nothing is left to do');

create table baton.step_transitions (
  from_status text not null,
  to_status   text not null,
  cause       text not null,
  primary key (from_status, to_status)
);
comment on table baton.step_transitions is
  'Every change of status that a step may make, and what causes it. A row of step_rows stays '
  '"ready" while baton.running holds its start.';

insert into baton.step_transitions (from_status, to_status, cause) values
  ('pending',         'ready',           'dependencies met, run_at reached, reason for parking gone'),
  ('pending',         'action_required', 'dependencies of a manual step met'),
  ('pending',         'skipped',         'condition false, dependency or job failed, a person'),
  ('pending',         'completed',       'set_step_status, or left done by retry_job'),
  ('pending',         'failed',          'set_step_status'),
  ('pending',         'cancelled',       'job cancelled'),
  ('ready',           'running',         'claim'),
  ('ready',           'pending',         'parked, or reset'),
  ('ready',           'completed',       'set_step_status'),
  ('ready',           'failed',          'set_step_status'),
  ('ready',           'skipped',         'job failed, a person'),
  ('ready',           'cancelled',       'job cancelled'),
  ('running',         'completed',       'report'),
  ('running',         'failed',          'report, or lost too often'),
  ('running',         'retrying',        'report of a failure that is to be retried'),
  ('running',         'ready',           'handed back, or lost'),
  ('running',         'cancelled',       'script stopped for a cancelled job'),
  ('retrying',        'ready',           'due'),
  ('retrying',        'pending',         'parked, or reset'),
  ('retrying',        'skipped',         'job failed, a person'),
  ('retrying',        'failed',          'set_step_status'),
  ('retrying',        'completed',       'set_step_status'),
  ('retrying',        'cancelled',       'job cancelled'),
  ('action_required', 'pending',         'a step before it was reset'),
  ('action_required', 'completed',       'resolve_step, set_step_status'),
  ('action_required', 'failed',          'resolve_step, set_step_status'),
  ('action_required', 'skipped',         'resolve_step, set_step_status, job failed'),
  ('action_required', 'cancelled',       'job cancelled'),
  ('completed',       'pending',         'reset'),
  ('failed',          'pending',         'reset'),
  ('skipped',         'pending',         'reset'),
  ('cancelled',       'pending',         'reset'),
  ('failed',          'completed',       'set_step_status'),
  ('failed',          'skipped',         'set_step_status'),
  ('skipped',         'completed',       'set_step_status'),
  ('skipped',         'failed',          'set_step_status'),
  ('skipped',         'cancelled',       'set_step_status took the reason away, in a job that was cancelled'),
  ('cancelled',       'completed',       'set_step_status'),
  ('cancelled',       'failed',          'set_step_status'),
  ('cancelled',       'skipped',         'set_step_status'),
  ('completed',       'failed',          'set_step_status'),
  ('completed',       'skipped',         'set_step_status');
