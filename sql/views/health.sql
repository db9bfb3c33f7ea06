-- The most serious first. The parts run with the owner's rights, except what the server shows to
-- some roles only.
create view baton.health as
select parts.name, parts.status, parts.message, parts.fix
from (
  select 1 as part, checked.* from baton._health_of('clock') as checked
  union all
  select 2, checked.* from baton._health_of('cron') as checked
  union all
  select 3, checked.* from baton._health_of('executors') as checked
  union all
  select 4, checked.* from baton._health_of('queues') as checked
  union all
  select 5, checked.* from baton._health_of('steps') as checked
  union all
  select 6, checked.* from baton._health_of('breakers') as checked
  union all
  select 7, checked.* from baton._health_of('server') as checked
  union all
  select 8, checked.* from baton._health_of('retention') as checked
  union all
  select 9, checked.* from baton._health_of('schedules') as checked
  union all
  select 5, checked.* from baton._health_of('set_aside') as checked
  union all
  select 5, checked.* from baton._health_of('repairs') as checked
  union all
  select 10, checked.* from baton._health_of('targets') as checked
  union all
  select 11, checked.* from baton._health_of('tenants') as checked
  union all
  select 12, checked.* from baton._health_of('replication') as checked
  union all
  select 13, checked.* from baton._health_of('roles') as checked
) as parts
order by parts.status = 'ok', parts.status = 'warning', parts.part, parts.name;

comment on view baton.health is
  'Every reason why jobs may not run, one row per check, the most serious first. "baton doctor" '
  'shows it.';
comment on column baton.health.name is
  'What was checked: accepted, tick, pg_cron, executors, "queue <name>", orphans, ...';
comment on column baton.health.status is
  'ok, warning (works, or may stop to) or problem (jobs do not run).';
comment on column baton.health.message is 'One sentence.';
comment on column baton.health.fix is 'What to do about it; null where nothing is to be done.';
