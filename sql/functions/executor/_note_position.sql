-- An executor says how far the server's log was when it last heard of it. A log that is shorter by
-- now went back: a backup or a snapshot was put in its place, which nothing but a witness can know.
-- On another timeline it says nothing, nor after somebody has accepted the database.
create function baton._note_position(p_seen text) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_seen text[] := regexp_match(p_seen, E'^(\\d+/\\d+/\\d+/[0-9A-F]+)/(\\d+)$');
  v_now text[] := regexp_match(_position(), E'^(.*)/(\\d+)$');
begin
  if v_seen[1] = v_now[1] and v_seen[2]::numeric > v_now[2]::numeric then
    update installation
    set held_because = 'its server went back to an earlier time'
    where held_because is null;
  end if;
end
$$;
comment on function baton._note_position(text) is
  'Holds a database whose log is shorter than an executor has seen it.';
