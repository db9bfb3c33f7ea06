create view baton.orphaned_steps as
select found.*
from baton._orphans() as found;

comment on view baton.orphaned_steps is
  'Running attempts whose executor is gone or has missed its lease, or that outlived its own '
  'timeout and gave no sign of life for settings.stuck_after.';
comment on column baton.orphaned_steps.orphaned_because is
  'executor_gone, executor_lost, lease_lost or stuck (a live executor holds it, but nothing was '
  'heard of the script).';
comment on column baton.orphaned_steps.last_sign_of_life is
  'Last output, progress or checkpoint, else the start.';
comment on column baton.orphaned_steps.hours_stale is 'Hours since the last sign of life.';
