-- A piece of the archive's phase: one month that is due leaves, as a whole. One that cannot leave
-- (something else stands on its table, somebody's transaction has read it) stays for the next run;
-- walked_to says which (202601), and the later ones go.
create function baton._retain_archive(p_run baton.retention_runs) returns baton.retention_runs
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_month date;
  v_why text;
begin
  select due.month into v_month
  from _archived_months() as due, retention_settings as settings
  where due.month + interval '1 month' <= (p_run.started_at at time zone 'UTC') - settings.keep_archive_for
    and (due.is_exported or settings.drop_without_export)
    and to_char(due.month, 'YYYYMM')::bigint > p_run.walked_to
  order by due.month
  limit 1;
  if v_month is null then
    return _next_phase(p_run);
  end if;
  begin
    perform _drop_archived_month(v_month);
    p_run.dropped_months := p_run.dropped_months || to_char(v_month, 'YYYY-MM');
  exception
    when others then
      v_why := case when sqlstate in ('55P03', '40P01') then 'an open transaction uses it' else sqlerrm end;
      raise warning 'retention: month % stays: %', to_char(v_month, 'YYYY-MM'), v_why;
      p_run.failures := p_run.failures + 1;
      p_run.last_failure := left(format('archive %s: %s', to_char(v_month, 'YYYY-MM'), v_why), 1000);
      p_run.walked_to := to_char(v_month, 'YYYYMM')::bigint;
  end;
  return p_run;
end
$$;
comment on function baton._retain_archive(baton.retention_runs) is
  'A piece of the phase of a run that drops a month of the archive.';
