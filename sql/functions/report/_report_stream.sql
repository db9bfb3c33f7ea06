create function baton._report_stream(p_report jsonb, p_stream text) returns text
language sql immutable
as $$
  select right(string_agg(piece ->> 'text', '' order by (piece ->> 'start')::bigint), 65536)
  from jsonb_array_elements(p_report -> 'output') as piece
  where piece ->> 'stream' = p_stream
$$;
comment on function baton._report_stream(jsonb, text) is 'The end of one stream''s text in a report, for the patterns of error classes.';
