begin;
select plan(8);

create role t_app login in role baton_app;
create role t_exec login in role baton_executor;
set local role t_app;
select throws_ok('select * from baton.step_rows', '42501', null, 'an application does not read steps');
select throws_ok('insert into baton.ready values (1, 0, 1, 1, 1)', '42501', null, 'or queue them');
select throws_ok($$select baton.claim_steps(1, 1, 1)$$, '42501', null, 'or claim them');
select throws_ok($$select baton._store_definition('{}', '', 'x', 1)$$, '42501', null, 'or call what is internal');
reset role;
set local role t_exec;
select throws_ok('select * from baton.jobs', '42501', null, 'an executor reads no table');
select throws_ok($$insert into baton.jobs (job_type) values ('t')$$, '42501', null, 'and submits nothing');
reset role;
set local role baton_sql;
select throws_ok($$select baton.report_attempts(1, 1, '[]')$$, '42501', null, 'a SQL step cannot report');
select throws_ok('select * from baton.running', '42501', null, 'or read tokens');
reset role;

select * from finish();
rollback;
