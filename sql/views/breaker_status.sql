create view baton.breaker_status as
select
  breaker.name,
  breaker.state,
  breaker.failures,
  breaker.threshold,
  breaker.open_for,
  breaker.error_codes,
  breaker.changed_at,
  breaker.changed_by,
  breaker.reason,
  breaker.probe_due_at,
  case when probe.job_id is not null then breaker.probe_job_id end as probe_job_id,
  probe.key as probe_step,
  waiting.steps as waiting_steps
from baton.circuit_breakers as breaker
left join lateral (
  select running.job_id, definition.key
  from baton.running as running
  join baton.jobs as job on job.id = running.job_id
  join baton.definition_steps as definition on definition.definition_id = job.definition_id and definition.n = running.n
  where running.job_id = breaker.probe_job_id and running.n = breaker.probe_n and running.token = breaker.probe_token
) as probe on true
cross join lateral (
  select count(*) as steps
  from baton.lanes as lane
  join baton.ready on ready.lane = lane.id
  where lane.circuit_breaker = breaker.name
) as waiting;

comment on view baton.breaker_status is 'One row per circuit breaker: its state, since when and why, what it would take to open it, and what waits.';
comment on column baton.breaker_status.state is 'closed (steps start), open (none starts) or half_open (one tries).';
comment on column baton.breaker_status.failures is 'Failures that counted since the last success; threshold of them open it.';
comment on column baton.breaker_status.probe_due_at is 'When an open one lets a step try; null: not before close_breaker().';
comment on column baton.breaker_status.probe_step is 'The step that tries now, of job probe_job_id.';
comment on column baton.breaker_status.waiting_steps is 'Ready steps that name it; counted, so it takes as long as they are many.';
