begin;
\ir ../../refusal.psql
select plan(4);

select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null

create role t_app login in role baton_app;
grant t_app to current_user;
select is(baton._caller(), session_user::text, 'the login');
set local role t_app;
insert into baton.jobs (job_type) values ('t') returning id as job \gset
reset role;
select is((select created_by from baton.jobs where id = :job), 't_app', 'the role that was set, although a definer function asks');
set local baton.actor = 'alice';
insert into baton.jobs (job_type) values ('t') returning id as job \gset
select is((select created_by from baton.jobs where id = :job), 'alice (as ' || session_user || ')', 'the person an application names, beside the role that was checked');
set local baton.actor = '';
select is(baton._caller(), session_user::text, 'an empty name is none');

select * from finish();
rollback;
