begin;
set local test.broken = on;   -- rows that no job could come by
\ir ../../refusal.psql
select plan(7);

select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null

insert into baton.jobs (job_type, parameters) values ('t', '{"p": 1}') returning id as job \gset
create temp table dump as select * from baton.jobs where id = :job;
create temp table dumped_steps as select * from baton.step_rows where job_id = :job;
alter table dumped_steps drop column waits_for_person;
update dump set status = 'completed', open_steps = 0, finished_at = now(), warnings = 2;
delete from baton.ready where job_id = :job;
delete from baton.step_rows where job_id = :job;
delete from baton.jobs where id = :job;

insert into baton.jobs select * from dump;
insert into job_changes select id / 1000, job_type, null, status, 1 from dump;   -- a dump has that, too
select results_eq('select to_jsonb(job) from baton.jobs as job where id in (select id from dump)',
  'select to_jsonb(dump) from dump', 'the row is stored as it was');
select is_empty('select from baton.step_rows where job_id in (select id from dump)', 'its steps come with their own rows');
select is_empty('select from baton.ready where job_id in (select id from dump)', 'nothing starts');
select lives_ok('insert into baton.step_rows select * from dumped_steps', 'and those have room');
insert into baton.jobs (job_type) values ('t') returning id as job \gset
select is((select status from baton.step_rows where job_id = :job), 'ready', 'the next job of the same transaction is expanded');
select is(pg_temp.refusal($$insert into baton.jobs (id, job_type, status, definition_id, total_steps, created_at)
    select id + 100000, job_type, status, definition_id, total_steps, created_at from dump union all select nextval('baton.jobs_id_seq'), 't', null, null, null, null$$),
  'BT026: one statement restores jobs and adds new ones', 'one statement does not do both');
set local baton.restored_rows = '5';
create role t_app login in role baton_app;
set local role t_app;
insert into baton.jobs (job_type) values ('t') returning id as job \gset
reset role;
select is((select status from baton.step_rows where job_id = :job), 'ready', 'an application cannot say that its jobs are restored');

select * from finish();
rollback;
