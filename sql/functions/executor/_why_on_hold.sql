-- Why nothing may run here until accept_database(); null: it may. A restart, a crash, files that
-- get another owner, a container or a host of another name change no answer. A promotion makes a
-- new timeline as a restore to a point in time does; settings.on_new_timeline says what to think of
-- it.
create function baton._why_on_hold() returns text
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_known installation := (select installation from installation);
  v_marks jsonb := v_known.server_marks;
  v_now jsonb := _server_marks();
begin
  if v_known.held_because is not null then
    return v_known.held_because;
  elsif exists (select from accepted offset 1) then
    return 'rows of a dump were restored into it';
  elsif v_known.database_oid <> _database_oid() or (v_now ->> 'system')::bigint <> v_known.system_identifier then
    return 'it is not the database that was accepted';
  elsif v_known.table_oid <> 'installation'::regclass then
    return 'its jobs come from a dump';
  end if;
  return case
    when pg_is_in_recovery() then null   -- a standby: nothing runs in it anyway
    when v_now ->> 'timeline' <> v_marks ->> 'timeline' then (
      select case
          when on_new_timeline = 'hold' then 'its server was promoted or restored to an earlier time'
          when on_new_timeline = 'continue_after_promotion' and not (v_now ->> 'followed')::boolean
            then 'its server was restored to an earlier time'
        end
      from settings)
    when v_now ->> 'label' is distinct from v_marks ->> 'label' and v_now ->> 'label' is not null
      then 'its server was restored from a base backup'
    when v_now ->> 'directory' <> v_marks ->> 'directory' then 'its server runs in another data directory'
    when v_now ->> 'files' <> v_marks ->> 'files' and v_now ->> 'host' <> v_marks ->> 'host'
      then 'its server runs on a copy of the files, on another host or port'
  end;
end
$$;
comment on function baton._why_on_hold() is
  'Why this database is on hold, as half a sentence; null: it is not.';
