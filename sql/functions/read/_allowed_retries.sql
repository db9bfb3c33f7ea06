-- Here because of plans, as in _overview(). A step that never failed has no such class.
create function baton._allowed_retries(p_job bigint, p_n int) returns int
language plpgsql stable security definer
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
begin
  return (
    select class.max_retries
    from attempt_rows as attempt
    join error_classes as class on class.id = attempt.error_class
    where attempt.job_id = p_job and attempt.n = p_n
    order by attempt.attempt desc
    limit 1);
end
$$;
comment on function baton._allowed_retries(bigint, int) is
  'How many retries the class allows that the last failure of a step fell into.';
