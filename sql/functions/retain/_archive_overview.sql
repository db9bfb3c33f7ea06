create function baton._archive_overview()
returns table (month text, state text, jobs bigint, bytes bigint, leaves_at timestamptz, file text, sha256 text, file_bytes bigint,
  exported_at timestamptz, exported_by text, dropped_at timestamptz)
language sql stable
security definer
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
  with present as materialized (
    select _now() as now
  )
  select to_char(coalesce(there.month, export.month), 'YYYY-MM'),
    case
      when there.month is null then 'dropped'
      when (there.month + interval '1 month')::timestamp at time zone 'UTC' > present.now then 'open'
      when there.is_exported then 'exported'
      when export.month is not null then 'changed'
      else 'to export'
    end,
    coalesce(there.jobs, export.jobs),
    pg_total_relation_size(there.partition),
    case when there.is_exported or settings.drop_without_export then
      (there.month + interval '1 month' + settings.keep_archive_for)::timestamp at time zone 'UTC'
    end,
    export.file, export.sha256, export.bytes, export.exported_at, export.exported_by, export.dropped_at
  from _archived_months() as there
  full join archive_exports as export on export.month = there.month
  cross join present
  cross join retention_settings as settings
  order by 1
$$;
comment on function baton._archive_overview() is
  'The months of the archive, in the database or in files.';
