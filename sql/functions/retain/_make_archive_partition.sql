-- Makes the partition of a month, if there is none. Attached, not made as a partition: that would
-- shut out whoever reads the archive. UTC, so that a month is the same for every session. The
-- bounds are written as text and read again: some styles name a zone by letters that stand for
-- another one (IST).
create function baton._make_archive_partition(p_at timestamptz) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set datestyle = iso
as $$
declare
  v_month date := date_trunc('month', p_at at time zone 'UTC')::date;
  v_name text := 'archived_jobs_' || to_char(v_month, 'YYYY_MM');
begin
  if to_regclass('baton.' || v_name) is not null then
    return;
  end if;
  execute format('create table baton.%I (like baton.archived_jobs including all)', v_name);
  execute format('alter table baton.%I owner to baton_owner', v_name);   -- maintenance makes it as baton_engine
  execute format('comment on table baton.%I is %L', v_name, format('Jobs archived in %s.', to_char(v_month, 'YYYY-MM')));
  execute format('alter table baton.archived_jobs attach partition baton.%I for values from (%L) to (%L)', v_name,
    v_month::timestamp at time zone 'UTC', (v_month + interval '1 month')::timestamp at time zone 'UTC');
end
$$;
comment on function baton._make_archive_partition(timestamptz) is
  'Makes the partition of archived_jobs for the month of a time, if there is none.';
