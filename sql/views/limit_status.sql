create view baton.limit_status as
select found.*
from baton._limits() as found;

comment on view baton.limit_status is
  'One row per concurrency limit: its slots, how many are taken, and what waits.';
comment on column baton.limit_status.slots is
  'So many may run at once; edit it in concurrency_limits.';
comment on column baton.limit_status.running is
  'Attempts that have a slot; more than slots only after those were lowered, until enough have '
  'ended.';
comment on column baton.limit_status.waiting_steps is
  'Ready steps that name it: counted up to 5000 of a kind, estimated (to two digits) where they '
  'are more.';
