begin;
\ir ../../refusal.psql
select plan(3);

create role t_app login in role baton_app;
create role t_author login in role baton_author;
set local role t_app;
select throws_ok($$select baton.define_job_type('{}')$$, '42501', null, 'an application may not');
reset role;
set local role t_author;
select is(baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}]}'), 1, 'an author may');
reset role;
select is((select created_by from baton.definitions where job_type = 't'), 't_author', 'and is remembered');

select * from finish();
rollback;
