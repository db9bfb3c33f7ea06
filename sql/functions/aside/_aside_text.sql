create function baton._aside_text(p_work text, p_job_id bigint, p_n int) returns text
language sql stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select case
    when p_work = 'claim' then 'the start of'
    when p_work = 'report' then 'recording the end of'
    when p_work = 'timer' and p_n > 0 then 'the retry of'
    when p_work = 'timer' then 'the start at its time of'
    when p_work = 'shift' then 'moving the retry of'
    when p_work = 'deadline' then 'cancelling, at its deadline,'
    when p_work = 'lease' then 'taking back the lost attempts of'
    when p_work = 'executor' then 'ending the lease of'
    when p_work = 'prune' then 'forgetting'
    when p_work = 'breaker' then 'half-opening'
    when p_work = 'batch' then 'ending'
    when p_work = 'count' then 'counting'
    when p_work = 'recover' then 'recovering'
    when p_work = 'repair' then 'repairing'
    else 'removing' end
    || case
    when p_work in ('executor', 'prune') then format(' executor %s', p_job_id)
    when p_work = 'breaker' then format(' circuit breaker %s', coalesce((select name from circuit_breakers where id = p_n), p_n::text))
    when p_work = 'batch' then format(' batch %s', coalesce((select name from batches where id = p_job_id), p_job_id::text))
    when p_work = 'count' then ' a report''s attempts'
    when p_n > 0 then format(' step %s of job %s', _step_key(p_job_id, p_n), p_job_id)
    else format(' job %s', p_job_id) end
$$;
comment on function baton._aside_text(text, bigint, int) is
  'What was set aside, for people: the start of step "a" of job 1.';
