begin;
set local test.broken = on;   -- rows that no job could come by
\ir ../../refusal.psql
select plan(8);

select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
create function pg_temp.why() returns text language sql as 'select baton._why_on_hold()';

set local role baton_owner;
insert into baton.jobs (job_type) values ('t') returning id as job \gset
insert into baton.jobs (id, job_type) values (nextval('baton.jobs_id_seq'), 't') \g /dev/null
reset role;
select is(pg_temp.why(), null, 'an ordinary INSERT by the owner holds nothing, with an id of its own neither');

create temp table dump as select * from baton.jobs where id = :job;
delete from baton.ready where job_id = :job;
delete from baton.step_rows where job_id = :job;
insert into baton.jobs select * from dump on conflict do nothing;
select is(pg_temp.why(), null, 'nor does a row that is there already');
delete from baton.jobs where id = :job;

savepoint ended;
insert into baton.jobs select (jsonb_populate_record(dump, '{"status": "completed", "open_steps": 0, "finished_at": "2026-01-01"}')).*
from dump;
select is(pg_temp.why(), null, 'nor a job that has ended, which someone puts back');
rollback to ended;

insert into baton.jobs select * from dump;
insert into job_changes select id / 1000, job_type, null, status, 1 from dump;   -- a dump has that, too
select is(pg_temp.why(), 'jobs of a dump were restored into it', 'an open job does');
select ok(baton._on_hold(), 'at once');
select alike((select message from baton.health where name = 'accepted'), '%(jobs of a dump were restored into it)%', 'health says so');

select baton.accept_database() \g /dev/null
select is(pg_temp.why(), null, 'until the database is accepted');
insert into baton.accepted default values;
select is(pg_temp.why(), 'rows of a dump were restored into it', 'the mark of another database says the same without any trigger');

select * from finish();
rollback;
