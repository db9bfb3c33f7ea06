-- A dump that is restored with ON CONFLICT DO NOTHING over what is there: the next job is a new one all the same.
begin;
set local test.broken = on;   -- rows that no job could come by
\ir ../../refusal.psql
select plan(4);

select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
insert into baton.jobs (job_type) values ('t'), ('t');
create temp table dump as select * from baton.jobs where job_type = 't';
update dump set created_at = created_at - interval '1 day';

insert into baton.jobs select * from dump on conflict do nothing;
insert into baton.jobs (job_type) values ('t') returning id as job \gset
select is((select status from baton.step_rows where job_id = :job), 'ready', 'after a statement of which no row arrived');

-- One of two meets a conflict; the other arrives with a row that is new.
create temp table more as select * from dump order by id limit 1;
update more set id = id + 1000;
select is(pg_temp.refusal($$insert into baton.jobs (id, job_type, status, definition_id, total_steps, created_at)
    select id, job_type, status, definition_id, total_steps, created_at from dump
    union all select id, job_type, status, definition_id, total_steps, created_at from more
    union all select nextval('baton.jobs_id_seq'), 't', null, null, null, null
    on conflict do nothing$$),
  'BT026: one statement restores jobs and adds new ones', 'a new row among restored ones is refused, not lost');
select lives_ok('insert into baton.jobs select * from dump union all select * from more on conflict do nothing',
  'those that are restored may be fewer than those of the dump');
insert into job_changes select id / 1000, job_type, null, status, 1 from more;   -- a dump has that, too
insert into baton.jobs (job_type) values ('t') returning id as job \gset
select is((select status from baton.step_rows where job_id = :job), 'ready', 'and the next job is a new one');

select * from finish();
rollback;
