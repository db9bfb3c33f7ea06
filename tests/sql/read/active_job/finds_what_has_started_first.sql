begin;
\ir ../../fixtures.psql
select plan(7);
select pg_temp.executor() as executor \gset
select baton.define_job_type('{"job_type": "t_active", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
select baton.define_job_type('{"job_type": "t_other", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
insert into baton.jobs (job_type, subject, auto_start) values ('t_active', 'joes', false);
select is(baton.active_job('joes', 't_active'), null, 'a draft is not active');
insert into baton.jobs (job_type, subject) values ('t_active', 'joes') returning id as job \gset
select is(baton.active_job('joes', 't_active'), (:job)::bigint, 'a pending job is');
select is(baton.active_job('joes', 't_other'), null, 'for its own type only');
select is(baton.active_job('joes'), (:job)::bigint, 'unless no type is named');
select is(pg_temp.claim(:executor), 'a', 'it starts');
select is(pg_temp.report(:job, 'a'), 'recorded', 'it ends');
select is(baton.active_job('joes', 't_active'), null, 'an ended job is not active');

select * from finish();
rollback;
