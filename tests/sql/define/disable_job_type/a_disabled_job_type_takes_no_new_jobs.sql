begin;
\ir ../../refusal.psql
select plan(7);

select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
insert into baton.jobs (job_type) values ('t') returning id as job \gset
select baton.disable_job_type('t') \g /dev/null
select is(pg_temp.refusal($$insert into baton.jobs (job_type) values ('t')$$), 'BT021: job type t is disabled', 'a new job');
select is((select status from baton.steps where job_id = :job), 'ready', 'the job that was there goes on');
select is(baton.define_job_type('{"job_type": "t", "steps": [{"key": "b", "command": ["x"]}]}'), 2, 'it can be defined again');
select is(pg_temp.refusal($$insert into baton.jobs (job_type) values ('t')$$), 'BT021: job type t is disabled', 'which does not enable it');
select baton.enable_job_type('t') \g /dev/null
select is(pg_temp.refusal($$insert into baton.jobs (job_type) values ('t')$$), 'accepted (something was stored)', 'enabled again');
select is(pg_temp.refusal($$select baton.disable_job_type('nobody')$$), 'BT020: there is no job type nobody', 'an unknown one');
select is(pg_temp.refusal($$select baton.enable_job_type('nobody')$$), 'BT020: there is no job type nobody', 'an unknown one');

select * from finish();
rollback;
