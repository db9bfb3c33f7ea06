-- For steps that may start because of something other than an ended step: a new job's first steps,
-- a job that was started, became due or was reset. Under the jobs' locks (a row just inserted needs
-- none).
create function baton._open_steps(p_job_ids bigint[], p_ns int[]) returns int
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_decided record;
begin
  v_decided := _decide_steps(array(select row(job_id, n)::step_ref from unnest(p_job_ids, p_ns) as given(job_id, n)));
  if cardinality(v_decided.ended) > 0 then
    return v_decided.opened + _advance(v_decided.ended, 'condition', 'baton');
  end if;
  return v_decided.opened;
end
$$;
comment on function baton._open_steps(bigint[], int[]) is
  'Opens or skips the given pending steps (pairs of job id and n) and draws the consequences; '
  'returns how many became ready.';
