begin;
\ir ../../refusal.psql
select plan(2);

select baton.define_job_type('{"job_type": "t", "steps": [{"key": "old", "command": ["x"]}]}') \g /dev/null
insert into baton.jobs (job_type) values ('t') returning id as job \gset
select baton.define_job_type('{"job_type": "t", "steps": [{"key": "new", "command": ["x"]}]}') \g /dev/null
select is((select key from baton.steps where job_id = :job), 'old', 'the job that was there');
insert into baton.jobs (job_type) values ('t') returning id as job \gset
select is((select key from baton.steps where job_id = :job), 'new', 'the next job');

select * from finish();
rollback;
