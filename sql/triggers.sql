-- Triggers: what happens to an INSERT into jobs, and what may never happen to rows.

-- Submitting ------------------------------------------------------------------------------------
create or replace trigger prepare_job
  before insert on baton.jobs
  for each row execute function baton._prepare_job();

create or replace trigger expand_jobs
  after insert on baton.jobs
  referencing new table as new_jobs
  for each statement execute function baton._expand_jobs();

-- Definitions never change ----------------------------------------------------------------------
create or replace trigger definitions_never_change
  before update or delete on baton.definitions
  for each row execute function baton._refuse_change();

create or replace trigger definition_steps_never_change
  before update or delete on baton.definition_steps
  for each row execute function baton._refuse_change();

-- State machines --------------------------------------------------------------------------------
-- The guards' WHEN expressions are written out from the rows of the transition tables: an update that
-- is allowed pays a comparison or two (2.4 us a row), a look-up in the function would cost 5. A row of
-- step_rows stays "ready" while baton.running holds its start, so that it may also become whatever
-- "running" may become.
do $$
declare
  v_job text;
  v_step text;
  c_guard constant text :=
    'create or replace trigger %s before update on baton.%I for each row '
    'when (old.status is distinct from new.status and (%s) is not true) execute function baton._refuse_transition()';
  c_from constant text := 'old.status = %L and new.status in (%s)';
begin
  select string_agg(format(c_from, from_status, targets), ' or ' order by from_status) into v_job
  from (select from_status, string_agg(quote_literal(to_status), ', ' order by to_status) as targets
        from baton.job_transitions
        group by from_status) as grouped;

  select string_agg(format(c_from, from_status, targets), ' or ' order by from_status) into v_step
  from (select from_status, string_agg(quote_literal(to_status), ', ' order by to_status) as targets
        from (select case from_status when 'running' then 'ready' else from_status end, to_status
              from baton.step_transitions
              union
              select from_status, to_status from baton.step_transitions) as allowed (from_status, to_status)
        group by from_status) as grouped;

  execute format(c_guard, 'job_transitions', 'jobs', v_job);
  execute format(c_guard, 'step_transitions', 'step_rows', v_step);
end
$$;
