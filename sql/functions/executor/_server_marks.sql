-- What tells this server, and the files it runs on, from others. Belongs to whoever installs,
-- because a superuser may read what nobody else may; what that role may not read either is left
-- out, and is then not compared.
--   system, timeline   of the cluster; a base backup keeps the first, a promotion and a restore to a point in time end the second
--   followed           it has replayed what was committed after its own start: a standby does, a restore does not
--   directory, host    where its files are, by what it is called
--   files              since when they are these files: a copy of a file cannot keep that
--   label              of the base backup that it was made from, if it was
create function baton._server_marks() returns jsonb
language plpgsql stable security definer
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_marks jsonb := '{}';
begin
  begin
    v_marks := v_marks || jsonb_build_object('system', (select system_identifier from pg_control_system()));
  exception when insufficient_privilege then null;
  end;
  begin
    if not pg_is_in_recovery() then
      v_marks := v_marks || jsonb_build_object(
        'timeline', left(pg_walfile_name(pg_current_wal_lsn()), 8),
        'followed', coalesce(pg_last_xact_replay_timestamp() > pg_postmaster_start_time(), false));
    end if;
  exception when insufficient_privilege then null;
  end;
  begin
    v_marks := v_marks || jsonb_build_object('directory', md5(current_setting('data_directory')));
  exception when insufficient_privilege then null;
  end;
  begin
    v_marks := v_marks || jsonb_build_object(
      'host', md5(pg_read_file('/proc/sys/kernel/hostname') || current_setting('port')),
      'files', (pg_stat_file('PG_VERSION')).change,
      'label', md5(pg_read_file('backup_label.old', 0, 8192, true)));
  exception when insufficient_privilege or undefined_file then null;
  end;
  return v_marks;
end
$$;
comment on function baton._server_marks() is
  'What tells this server and its files from others, as far as this installation may know.';
revoke all on function baton._server_marks() from public;
grant execute on function baton._server_marks() to baton_owner;
