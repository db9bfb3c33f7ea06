-- Of processes that carry the marker of an attempt: whose attempt has ended here? Each is given
-- with its job, so that the attempt is found by key. A token that is not found may belong to
-- another database, whose business it is.
create function baton.ended_attempts(p_executor_id bigint, p_marked jsonb) returns setof uuid
language plpgsql stable
security definer
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
begin
  perform _alive_executor(p_executor_id);
  return query
  select distinct attempt.token
  from (
    select (entry ->> 'job_id')::bigint as job_id, (entry ->> 'token')::uuid as token
    from jsonb_array_elements(p_marked) as entry
    offset 0
  ) as marked
  join attempt_rows as attempt on attempt.job_id = marked.job_id and attempt.token = marked.token;
end
$$;
comment on function baton.ended_attempts(bigint, jsonb) is
  'Which of the given attempts ([{job_id, token}, ...]) have ended: a process of theirs is left '
  'over from a crash. BT041: the caller is not alive.';
