-- Runs an ended job again: what did not complete, and from a given step on everything after it.
create function baton.retry_job(p_job_id bigint, p_from_step text default null, p_keep_sql_steps boolean default false,
  p_reason text default null, p_parameters jsonb default null) returns text
language plpgsql
security definer
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
begin
  perform _at_read_committed();
  perform _check_reason(p_reason);
  return _retry_job(p_job_id, p_from_step, p_keep_sql_steps, nullif(p_parameters, 'null'), 'retry_job', p_reason);
end
$$;
comment on function baton.retry_job(bigint, text, boolean, text, jsonb) is
  'Runs an ended job again: what did not complete and, if given, a step, each with all that '
  'depends on it; other completed work is kept. That calls the functions of SQL steps once more; '
  'p_keep_sql_steps leaves those done that are done (not p_from_step itself): they complete in '
  'their turn, with their outputs, and call nothing. p_parameters corrects the job''s parameters: '
  'each replaces the one of its name whole, null removes it; the result is judged as at an '
  'INSERT, and the history names them, not their values. check_retry() shows it beforehand. '
  'Returns the job''s status. BT070, BT071: no such job or step; BT054: the job has not ended, or '
  'nothing in it is to be done again. BT022 to BT025: what is wrong with the parameters. BT062: '
  'the reason is too long.';
