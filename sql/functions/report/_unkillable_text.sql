-- What of an attempt still runs although it has ended, for people; null: nothing, as nearly always.
create function baton._unkillable_text(p_report jsonb) returns text
language sql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
  select left(_plain_text(string_agg(
    format('process %s (%s, user %s) could not be killed and still runs',
      process ->> 'pid', process ->> 'command', process ->> 'user'), '; ')), 1000)
  from jsonb_path_query(p_report, '$.details.unkillable[*]') as process
$$;
comment on function baton._unkillable_text(jsonb) is
  'The processes of an attempt that could not be killed, as a report names them.';
