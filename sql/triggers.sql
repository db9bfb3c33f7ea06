-- Triggers: what happens to an INSERT into jobs, and what may never happen to rows.

-- Submitting ------------------------------------------------------------------------------------
create or replace trigger forget_job_type
  before insert on baton.jobs
  for each statement execute function baton._forget_job_type();

create or replace trigger prepare_job
  before insert on baton.jobs
  for each row execute function baton._prepare_job();

create or replace trigger expand_jobs
  after insert on baton.jobs
  referencing new table as new_jobs
  for each statement execute function baton._expand_jobs();

-- Leaving -----------------------------------------------------------------------------------------
create or replace trigger count_gone_jobs
  after delete on baton.jobs
  referencing old table as gone_jobs
  for each statement execute function baton._count_gone_jobs();

-- Notifications ---------------------------------------------------------------------------------
create or replace trigger check_notification
  before insert or update or delete on baton.notifications
  for each row execute function baton._check_notification();

-- What operators edit ---------------------------------------------------------------------------
create or replace trigger check_policy
  before insert or update on baton.error_classes
  for each row execute function baton._check_policy();

create or replace trigger check_policy
  before insert or update on baton.retention_policies
  for each row execute function baton._check_policy();

create or replace trigger check_policy
  before insert or update on baton.retention_settings
  for each row execute function baton._check_policy();

create or replace trigger check_policy
  before insert or update on baton.notifications
  for each row execute function baton._check_policy();

create or replace trigger check_policy
  before insert or update on baton.settings
  for each row execute function baton._check_policy();

create or replace trigger check_policy
  before insert or update of slots on baton.concurrency_limits
  for each row execute function baton._check_policy();

create or replace trigger check_policy
  before insert or update of slots, priority on baton.queues
  for each row execute function baton._check_policy();

create or replace trigger check_policy   -- not where failures are counted
  before insert or update of threshold, open_for, error_codes on baton.circuit_breakers
  for each row execute function baton._check_policy();

create or replace trigger check_schedule
  before insert or update of cron on baton.schedules
  for each row execute function baton._check_schedule();

-- Who edited what --------------------------------------------------------------------------------
create or replace trigger record_setting
  after insert or update or delete on baton.error_classes
  for each row execute function baton._record_setting('code id');

create or replace trigger record_setting
  after insert or update or delete on baton.retention_policies
  for each row execute function baton._record_setting('id');

create or replace trigger record_setting
  after insert or update or delete on baton.retention_settings
  for each row execute function baton._record_setting('only_row');

create or replace trigger record_setting
  after insert or update or delete on baton.notifications
  for each row execute function baton._record_setting('name');

create or replace trigger record_setting
  after insert or update or delete on baton.settings
  for each row execute function baton._record_setting('only_row');

create or replace trigger record_setting
  after insert or update or delete on baton.concurrency_limits
  for each row execute function baton._record_setting('name');

create or replace trigger record_setting
  after insert or update of slots, priority or delete on baton.queues
  for each row execute function baton._record_setting('name', 'name slots priority');

create or replace trigger record_setting
  after insert or update of threshold, open_for, error_codes or delete on baton.circuit_breakers
  for each row execute function baton._record_setting('name', 'name threshold open_for error_codes');

-- Tenants ---------------------------------------------------------------------------------------
create or replace trigger check_tenant
  before insert or update on baton.tenants
  for each row execute function baton._check_tenant();

-- Definitions never change ----------------------------------------------------------------------
create or replace trigger definitions_never_change
  before update or delete on baton.definitions
  for each row execute function baton._refuse_change();

create or replace trigger definition_steps_never_change
  before update or delete on baton.definition_steps
  for each row execute function baton._refuse_change();

-- Limits and slots, when operators edit them ------------------------------------------------------
create or replace trigger follow_limit
  after insert or update of slots on baton.concurrency_limits
  for each row execute function baton._follow_limit();

create or replace trigger refuse_deletion
  before delete on baton.concurrency_limits
  for each row execute function baton._refuse_deletion();

create or replace trigger refuse_deletion
  before delete on baton.queues
  for each row execute function baton._refuse_deletion();

create or replace trigger refuse_deletion
  before delete on baton.circuit_breakers
  for each row execute function baton._refuse_deletion();

drop trigger if exists follow_lane on baton.lanes;
create constraint trigger follow_lane
  after insert on baton.lanes
  deferrable initially deferred
  for each row execute function baton._follow_lane();

create or replace trigger follow_queue
  after insert or update of slots, priority on baton.queues
  for each row execute function baton._follow_queue();

-- State machines --------------------------------------------------------------------------------
-- The guards' look-ups are written out from the rows of the transition tables. A WHEN expression is
-- read from its text by every statement that updates the table, so the pairs are not in there (for
-- 40 pairs that took longer than the update of ten rows) but in a function, compiled once a
-- session; it names everything in full, because a search path of its own would cost more than the
-- look-up. A row of step_rows stays "ready" while baton.running holds its start, so that it may
-- also become whatever "running" may become. After the update: a trigger before it locks each row
-- once more.
do $$
declare
  v record;
  c_look_up constant text :=
    'create or replace function baton.%I(p_from text, p_to text) returns boolean language plpgsql immutable as '
    '$f$begin return (p_from operator(pg_catalog.||) %L operator(pg_catalog.||) p_to) operator(pg_catalog.=) any (%L::pg_catalog.text[]); end$f$';
  c_comment constant text := 'comment on function baton.%I(text, text) is %L';
  c_guard constant text :=
    'create or replace trigger %I after update on baton.%I for each row '
    'when (old.status is distinct from new.status and baton.%I(old.status, new.status) is not true) '
    'execute function baton._refuse_transition()';
begin
  for v in
    select 'jobs' as table_name, 'job_transitions' as trigger_name, '_job_may_become' as look_up,
      (select array_agg(from_status || '>' || to_status order by from_status, to_status) from baton.job_transitions) as pairs
    union all
    select 'step_rows', 'step_transitions', '_step_may_become',
      (select array_agg(distinct case from_status when 'running' then 'ready' else from_status end || '>' || to_status)
       from baton.step_transitions)
  loop
    execute format(c_look_up, v.look_up, '>', v.pairs);
    execute format(c_comment, v.look_up, 'Whether a status may become another, by the rows of baton.' || v.trigger_name || '.');
    execute format(c_guard, v.trigger_name, v.table_name, v.look_up);
  end loop;
end
$$;
