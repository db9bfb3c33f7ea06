begin;
\ir ../../refusal.psql
select plan(3);

create role t_app login in role baton_app;
create role t_both login in role baton_app, baton_author;
set local role t_app;
select throws_ok($$insert into baton.jobs (steps) values ('[{"key": "a", "command": ["x"]}]')$$, 'BT029',
  'role t_app may not submit jobs with steps of their own', 'an application may not name commands');
select throws_ok($$select baton.create_job(null, p_steps => '[{"key": "a", "command": ["x"]}]')$$, 'BT029',
  'role t_app may not submit jobs with steps of their own', 'nor through create_job');
reset role;
set local role t_both;
select lives_ok($$insert into baton.jobs (steps) values ('[{"key": "a", "command": ["x"]}]')$$, 'an author may');
reset role;

select * from finish();
rollback;
