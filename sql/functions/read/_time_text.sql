create function baton._time_text(p_at timestamptz)
returns text
language sql
stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select to_char(p_at, 'YYYY-MM-DD HH24:MI:SS TZ')
    || case
         when p_at > baton._now() then ' (in ' || baton._length_text(p_at - baton._now()) || ')'
         else ' (' || baton._length_text(baton._now() - p_at) || ' ago)'
       end
$$;
comment on function baton._time_text(timestamptz) is
  'A time for people, in the session''s time zone, with how long ago or ahead it is.';
