begin;
\ir ../../refusal.psql
select plan(8);

select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null

create role t_app login in role baton_app;
set local role t_app;
insert into baton.jobs (job_type, organisation_id, idempotency_key) values ('t', 'joes', 'k1') returning id as job \gset
select ok(:job > 0, 'RETURNING id');
with inserted as (
  insert into baton.jobs (job_type, organisation_id, idempotency_key)
  values ('t', 'joes', 'k1'), ('t', 'joes', 'k2'), ('t', 'anns', 'k1'), ('t', null, 'k1')
  on conflict (organisation_id, idempotency_key) where idempotency_key is not null do nothing
  returning idempotency_key
)
select is((select count(*) from inserted), 3::bigint, 'ON CONFLICT passes over the key that is taken; it is taken per organisation');
with inserted as (
  insert into baton.jobs (job_type, idempotency_key) values ('t', 'k1') on conflict do nothing returning id
)
select is((select count(*) from inserted), 0::bigint, 'ON CONFLICT without a target, and null is an organisation');
select throws_ok($$insert into baton.jobs (job_type, idempotency_key) values ('t', 'k1')$$, '23505', null, 'else a taken key is an error');
copy baton.jobs (job_type, parameters, priority) from stdin;
t	{"p": 1}	3
t	{"p": 2}	4
\.
reset role;
select is((select count(*) from baton.jobs j join baton.step_rows s on s.job_id = j.id
           where j.job_type = 't' and s.status = 'ready'), 6::bigint, 'each stored job has its step, also those that COPY brought');
set local role t_app;
select throws_ok('select parameters from baton.jobs', '42501', null, 'an application does not read what others submitted');
select throws_ok('update baton.jobs set priority = 1', '42501', null, 'and changes nothing');
select throws_ok('delete from baton.jobs', '42501', null, 'and removes nothing');
reset role;

select * from finish();
rollback;
