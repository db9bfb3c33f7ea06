-- As whoever installs: the functions of executors and of maintenance work for all organisations, so
-- they belong to a role that row security lets pass (policies.sql). Nothing of the policies is left
-- in its plans: what they compare is not known to leak nothing (the place of a row, for one), and
-- would be compared last, after a whole table was read.
do $$
declare
  v_routine pg_catalog.regprocedure;
begin
  for v_routine in
    select routine.oid
    from pg_catalog.pg_proc as routine
    where routine.pronamespace = 'baton'::pg_catalog.regnamespace
      and routine.proname in (
        'register_executor', 'renew_lease', 'claim_steps', 'report_attempts', 'save_checkpoint', 'attempt_secrets', 'append_output', 'record_progress',
        'release_executor', 'release_predecessor', 'ended_attempts', 'complete_sql_step',
        'maintain', 'recover_orphans', 'recover_due', 'apply_retention',
        '_ready_steps', '_retention_preview')
  loop
    execute pg_catalog.format('alter function %s owner to baton_engine', v_routine);
  end loop;
end
$$;
-- Whose views ask them
grant execute on function baton._ready_steps(int[]), baton._retention_preview() to baton_owner;
