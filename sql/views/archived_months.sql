create view baton.archived_months as
select
  overview.month,
  overview.state,
  overview.jobs,
  overview.bytes,
  overview.leaves_at,
  overview.file,
  overview.sha256,
  overview.file_bytes,
  overview.exported_at,
  overview.exported_by,
  overview.dropped_at
from baton._archive_overview() as overview
order by overview.month;

comment on view baton.archived_months is
  'The months of the archive: what is in the database, what is in which file, and when a month '
  'leaves the database. Counts each month.';
comment on column baton.archived_months.state is
  'open (this month), to export, exported, changed (jobs came after the export: export it again), '
  'or dropped (only in its file).';
comment on column baton.archived_months.bytes is 'What the month takes in the database.';
comment on column baton.archived_months.leaves_at is
  'From when on a run may drop it; null: not before it is exported.';
comment on column baton.archived_months.sha256 is 'Of the compressed file.';
