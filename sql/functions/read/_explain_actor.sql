create function baton._explain_actor(p_job_id bigint, p_n int, p_status text)
returns text
language sql
stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select coalesce((
    select format(' That was %s by %s%s.', event.action, event.actor, coalesce(': ' || rtrim(event.reason, '.'), ''))
    from job_events as event
    where event.job_id = p_job_id
      and (event.n = p_n and event.to_status = p_status
           or p_status = 'cancelled' and event.n is null and event.to_status in ('cancelling', 'cancelled')
             and event.from_status <> 'cancelling')
    order by event.id desc
    limit 1), '')
$$;
comment on function baton._explain_actor(bigint, int, text) is
  'Who brought a step to its status, when a person did; else an empty text.';
