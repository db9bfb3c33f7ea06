-- The end of a stream of an attempt: pieces that were stored while it ran, and those that came with
-- its report.
create function baton._attempt_text(p_job_id bigint, p_n int, p_attempt int, p_stream text, p_report jsonb) returns text
language sql stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select right(string_agg(piece.content, '' order by piece.start_offset), 65536)
  from (
    select start_offset, content
    from output_rows
    where job_id = p_job_id and n = p_n and attempt = p_attempt and stream = p_stream
    union   -- a piece can come twice: its live copy may have been stored although the answer was lost
    select (reported ->> 'start')::bigint, reported ->> 'text'
    from jsonb_array_elements(p_report -> 'output') as reported
    where reported ->> 'stream' = p_stream
  ) as piece
$$;
comment on function baton._attempt_text(bigint, int, int, text, jsonb) is
  'The last 64 kB that an attempt printed to a stream, as far as they are stored or in its report.';
