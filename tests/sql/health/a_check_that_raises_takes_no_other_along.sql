-- What is most needed where something is wrong must not be gone because of it.
begin;
\ir ../fixtures.psql
set client_min_messages = error;
select plan(7);
create function pg_temp.names() returns text[] language sql as $$ select array_agg(distinct name) from baton.health $$;
select pg_temp.names() as before \gset
select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
insert into baton.schedules (name, cron, job_type, parameters, overlap, since, changed_by, entry_role)
values ('nightly', '0 2 * * *', 't', '{}', 'skip', baton._now(), 'test', 'test');
select throws_ok($$update baton.schedules set cron = '61 * * * *'$$, 'BT100', 'cron: the minute 61 is not between 0 and 59',
  'a cron text that cannot be read is not stored');
alter table baton.schedules disable trigger check_schedule;
update baton.schedules set cron = '61 * * * *';
select is((select status || ': ' || message from baton.health where name = 'check of schedules'),
  'problem: It cannot be made: cron: the minute 61 is not between 0 and 59 (SQLSTATE BT100).', 'the check says that it cannot be made');
select ok(pg_temp.names() @> :'before'::text[], 'all others are there');

select throws_ok($$update baton.settings set stuck_after = '10000 years'$$, '23514', null, 'a length that no time can be counted back by is refused');
update baton.settings set stuck_after = '1000 years';
select lives_ok('select count(*) from baton.orphaned_steps', 'the longest works');

create table baton.archived_jobs_default partition of baton.archived_jobs default;
select is((select count(*) from baton.health where name in ('retention', 'check of retention')), 0::bigint, 'a partition of the archive that is no month is passed over');
select lives_ok('select * from baton.archived_months', 'by whoever asks for the months, too');
select * from finish();
rollback;
