create function baton._explain_retrying(p_job_id bigint, p_n int)
returns text
language sql
stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select format('waits for its next attempt, due %s, after attempt %s %s.',
      _time_text(step.next_retry_at),
      step.attempts,
      case when step.status_reason = 'partial' then 'did only part of its work' else 'failed' end)
    || coalesce(' The error was ' || step.error_code || ': ' || rtrim(coalesce(step.error_detail, step.error_message), '.') || '.', '')
    || case
         when queue.paused_at is not null then
           format(' Queue "%s" is paused by %s since %s%s: it will not start before that ends.',
             queue.name, queue.paused_by, _time_text(queue.paused_at), coalesce(' (' || queue.paused_reason || ')', ''))
         else ''
       end
  from steps as step
  join queues as queue on queue.name = step.queue
  where step.job_id = p_job_id and step.n = p_n
$$;
comment on function baton._explain_retrying(bigint, int) is
  'Until when a step backs off and after which error.';
