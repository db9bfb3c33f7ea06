begin;
\ir ../../refusal.psql
select plan(1);

insert into baton.queues (name, paused_at, paused_by) values ('t_paused', now(), 'me');
select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"], "queue": "t_paused"}]}') \g /dev/null
select is((select open from baton.lanes where queue = 't_paused'), false, 'its steps wait');

select * from finish();
rollback;
