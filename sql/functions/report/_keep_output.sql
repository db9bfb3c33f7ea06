-- The output that came with the reports of these tokens. A piece can have come before: live output
-- of the same bytes.
create function baton._keep_output(p_reports jsonb, p_tokens uuid[]) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  v_now timestamptz := _now();
begin
  insert into output_rows (job_id, n, attempt, stream, start_offset, end_offset, written_at, content)
  select ended.job_id, ended.n, ended.attempt, piece ->> 'stream', (piece ->> 'start')::bigint,
    (piece ->> 'end')::bigint, v_now, piece ->> 'text'
  from jsonb_array_elements(p_reports) as report
  cross join lateral (   -- OFFSET 0: by its key
    select attempt_rows.job_id, attempt_rows.n, attempt_rows.attempt
    from attempt_rows
    where attempt_rows.job_id = (report ->> 'job_id')::bigint and attempt_rows.n = (report ->> 'n')::int
      and attempt_rows.token = (report ->> 'token')::uuid
    offset 0
  ) as ended
  cross join lateral jsonb_array_elements(report -> 'output') as piece
  where (report ->> 'token')::uuid = any (p_tokens)
  on conflict do nothing;
end
$$;
comment on function baton._keep_output(jsonb, uuid[]) is
  'Stores the output in the reports of the given attempts, unless it is there already.';
