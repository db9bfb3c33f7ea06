begin;
\ir ../../refusal.psql
select plan(6);

select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null

select baton.create_job('t', '{"p": 1}', 'joes', 'menu', p_idempotency_key => 'k') as job \gset
select is(baton.create_job('t', '{"p": 1}', 'joes', 'menu', p_idempotency_key => 'k'), (:job)::bigint, 'the job that is there');
select is(baton.create_job('t', '{"p": 1}', 'joes', 'menu', p_idempotency_key => 'k', p_run_at => now() + interval '1 minute'), (:job)::bigint,
  'times are not compared');
select baton.create_job('t', '{"p": 1}', 'anns', 'menu', p_idempotency_key => 'k') as other \gset
select isnt(:other, :job, 'another organisation has keys of its own');
select is(baton.create_job('t', '{"p": 1}', 'anns', 'menu', p_idempotency_key => 'k'), (:other)::bigint, 'and gets its own job back');
select isnt(baton.create_job('t'), baton.create_job('t'), 'without a key every call is a job');
select is((select count(*) from baton.step_rows where job_id = :job), 1::bigint, 'the steps are there once');

select * from finish();
rollback;
