create function baton._explain_breaker(p_name text) returns text
language sql
stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select format('is ready, but circuit breaker "%s" %s',
    breaker.name,
    case
      when breaker.state = 'half_open' and breaker.probe_step is not null then
        format('is half-open: step %s of job %s tries first, and if it completes all others start', breaker.probe_step, breaker.probe_job_id)
      when breaker.state = 'half_open' then 'is half-open: the next claim starts one step that waits for it, and if that completes all others start'
      else format('is open since %s (%s)%s',
        _time_text(breaker.changed_at),
        concat_ws(': ', nullif(breaker.changed_by, 'baton'), breaker.reason),
        case when breaker.probe_due_at is null then ' until somebody closes it'
          else format('; one step tries at %s', _time_text(breaker.probe_due_at)) end)
    end)
    || format('. Close it by hand with: select baton.close_breaker(%L)', breaker.name)
  from breaker_status as breaker
  where breaker.name = p_name
$$;
comment on function baton._explain_breaker(text) is
  'Why a circuit breaker starts no steps, and until when.';
