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
comment on function baton._trim_output(bigint, int, int) is
  'Removes what an attempt printed between the kept head and the kept tail.';
