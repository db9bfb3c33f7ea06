create function baton._explain_aside(p_job_id bigint, p_n int) returns text
language sql stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select coalesce(string_agg(
    case
      when aside.work = 'alone' then
        ' As often as is allowed its executor died while it ran: its next attempt runs beside no other, on an executor that holds nothing.'
      when aside.tries = 0 then
        format(' It was set aside for a moment, with others, because %s hung or met a lock: %s (SQLSTATE %s).',
          _aside_text(aside.work, aside.job_id, aside.n), rtrim(aside.message, '.'), aside.sqlstate)
      else
        format(' It is set aside: %s fails with SQLSTATE %s: %s (%s since %s). It is tried again %s: remove the cause.',
          _aside_text(aside.work, aside.job_id, aside.n), aside.sqlstate, rtrim(aside.message, '.'),
          case aside.tries when 1 then 'once' else aside.tries || ' times' end, _time_text(aside.since),
          case when aside.work in ('recover', 'retention') then 'with the next run'
            else 'by itself, next at ' || _time_text(aside.next_try_at) end)
    end, '' order by aside.work), '')
  from set_aside as aside
  where aside.job_id = p_job_id and aside.n in (0, p_n)
    and aside.work not in ('executor', 'prune', 'breaker', 'batch', 'count')
$$;
comment on function baton._explain_aside(bigint, int) is
  'What of a step''s work fails and was set aside, with the error; empty for none.';
