begin;
\ir ../fixtures.psql
\ir fixtures.psql
select plan(4);
insert into retention_policies (status, keep_for, keep_last, max_per_subject) values ('completed', '90 days', 1, null), ('failed', '9 days', 0, null), (null, null, 0, 1000);
select min(id) as first from retention_policies \gset
set local client_min_messages = error;   -- the warning is on docs/how-to/keep-and-archive.md
insert into retention_policies (job_type, status, keep_for) values ('menu', 'completed', '7 days');
select is((select replaces from retention_preview where policy_id = :first + 3), array[:first, :first + 2], 'a row of a job type names those for all that it replaces');
select is((select string_agg(distinct replaces::text, '') from retention_preview where policy_id < :first + 3), '{}', 'the others replace none');
update retention_policies set enabled = false where id = :first + 3;
select is((select enabled || ' ' || jobs || replaces::text from retention_preview where policy_id = :first + 3), 'false 0{}', 'one that is off says so, and replaces none');

select is((select enabled from retention_preview where policy_id = :first), true, 'as shipped, all are on');

select * from finish();
rollback;
