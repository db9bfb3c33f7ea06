-- A table that is added later has to say whose its rows are.
begin;
select plan(6);

select is_empty($$select relname from pg_class where relnamespace = 'baton'::regnamespace and (relrowsecurity or relforcerowsecurity)$$, 'without tenant mode there is no row security');
select hasnt_trigger('baton', 'jobs', 'assign_organisation', 'and no trigger');

select baton.enable_tenants() \g /dev/null
select is_empty($$
  select distinct c.relname
  from pg_class c
  join pg_attribute a on a.attrelid = c.oid and not a.attisdropped
  where c.relnamespace = 'baton'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    and (a.attname in ('job_id', 'organisation_id', 'subject', 'parameters') or c.relname = 'jobs')
    and c.relname <> 'tenants'
    and not (c.relrowsecurity and c.relforcerowsecurity and exists (select from pg_policy where polrelid = c.oid))
$$, 'with it every table that names a job or an organisation is protected, from its owner''s functions, too');
select is_empty($$
  select c.relname from pg_class c
  where c.relnamespace = 'baton'::regnamespace and c.relkind in ('r', 'p')
    and (has_table_privilege('baton_tenant', c.oid, 'select, insert, update, delete, truncate, references, trigger')
      or has_table_privilege('baton_app', c.oid, 'select, update, delete, truncate, references, trigger'))
$$, 'and tenants have no rights on tables but the INSERT');

alter table baton.step_rows no force row level security;
select is((select status from baton.health where name = 'tenants' and status = 'problem'), 'problem', 'health tells of a table that is not forced');
alter table baton.step_rows force row level security;
select baton.disable_tenants() \g /dev/null
select is_empty($$select relname from pg_class where relnamespace = 'baton'::regnamespace and (relrowsecurity or relforcerowsecurity)$$, 'disable_tenants() takes it back');

select * from finish();
rollback;
