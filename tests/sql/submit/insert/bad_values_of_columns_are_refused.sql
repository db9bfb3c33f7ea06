begin;
\ir ../../refusal.psql
select plan(7);

select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
select is(pg_temp.refusal($$insert into baton.jobs (job_type, priority) values ('t', 1000001)$$),
  'BT027: priority must be between -1000000 and 1000000', 'priority');
select is(pg_temp.refusal($$insert into baton.jobs (job_type, run_at) values ('t', 'infinity')$$),
  'BT027: run_at must not be infinite', 'a job that would never run');
select is(pg_temp.refusal($$insert into baton.jobs (job_type, deadline) values ('t', 'infinity')$$),
  'BT027: deadline must not be infinite', 'a deadline that is none');
select is(pg_temp.refusal($$insert into baton.jobs (job_type, deadline) values ('t', now())$$),
  'BT027: deadline must be later than now and than run_at', 'a deadline that has passed');
select is(pg_temp.refusal($$insert into baton.jobs (job_type, run_at, deadline) values ('t', now() + interval '2 hours', now() + interval '1 hour')$$),
  'BT027: deadline must be later than now and than run_at', 'a deadline before the start');
select is(pg_temp.refusal($$insert into baton.jobs (job_type, subject) values ('t', repeat('x', 1001))$$),
  'BT027: subject is longer than 1000 bytes', 'a key that no index can hold');
select is(pg_temp.refusal($$insert into baton.jobs (job_type, idempotency_key) values ('t', repeat('x', 1001))$$),
  'BT027: idempotency_key is longer than 1000 bytes', 'another');

select * from finish();
rollback;
