-- Keeps the head and the tail of a stream: pieces that lie wholly between them go.
create function baton._trim_output(p_job_id bigint, p_n int, p_attempt int) returns void
language sql
set search_path = pg_catalog, baton, pg_temp
as $$
  delete from output_rows
  using settings, (
    select stream, max(end_offset) as length
    from output_rows
    where job_id = p_job_id and n = p_n and attempt = p_attempt
    group by stream
  ) as whole
  where output_rows.job_id = p_job_id and output_rows.n = p_n and output_rows.attempt = p_attempt
    and output_rows.stream = whole.stream
    and output_rows.start_offset >= settings.output_head_bytes
    and output_rows.end_offset <= whole.length - settings.output_tail_bytes
$$;
comment on function baton._trim_output(bigint, int, int) is 'Removes what an attempt printed between the kept head and the kept tail.';

-- Looks at the reports first: nearly all of them are far below the caps.
create function baton._trim_reported_output(p_reports jsonb) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_cap int := (select output_head_bytes + output_tail_bytes from settings);
  v_report jsonb;
begin
  for v_report in
    select report
    from jsonb_array_elements(p_reports) as report
    where greatest((report ->> 'stdout_bytes')::bigint, (report ->> 'stderr_bytes')::bigint) > v_cap
  loop
    perform _trim_output(attempt.job_id, attempt.n, attempt.attempt)
    from attempt_rows as attempt
    where attempt.job_id = (v_report ->> 'job_id')::bigint
      and attempt.n = (v_report ->> 'n')::int
      and attempt.token = (v_report ->> 'token')::uuid;
  end loop;
end
$$;
comment on function baton._trim_reported_output(jsonb) is 'Caps the stored output of those reported attempts that printed more than the caps.';
