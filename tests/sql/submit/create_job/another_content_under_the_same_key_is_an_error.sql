begin;
\ir ../../refusal.psql
select plan(7);

select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null

select baton.create_job('t', '{"p": "hush"}', 'joes', 'menu', 3, p_idempotency_key => 'k', p_batch_id => 'b') as job \gset
select is(pg_temp.refusal(format($$select baton.create_job(%s, 'joes', %s, p_idempotency_key => 'k')$$, first, second)),
  format('BT028: job %s has the same idempotency key but a different value of %s', :job, col), col)
from (values
  ($$'t', '{"p": "other"}'$$, $$'menu', 3, p_batch_id => 'b'$$, 'parameters'),
  ($$'t', '{"p": "hush"}'$$, $$'logo', 3, p_batch_id => 'b'$$, 'subject'),
  ($$'t', '{"p": "hush"}'$$, $$'menu', p_batch_id => 'b'$$, 'priority'),
  ($$'t', '{"p": "hush"}'$$, $$'menu', 3$$, 'batch_id')
) as cases (first, second, col);
select baton.define_job_type('{"job_type": "t2", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
select is(pg_temp.refusal($$select baton.create_job('t2', '{"p": "hush"}', 'joes', 'menu', 3, p_idempotency_key => 'k', p_batch_id => 'b')$$),
  format('BT028: job %s has the same idempotency key but a different value of job_type', :job), 'job_type');
select baton.create_job(null, p_idempotency_key => 's', p_steps => '[{"key": "a", "command": ["x"]}]') as job \gset
select is(baton.create_job(null, p_idempotency_key => 's', p_steps => '[{"command": ["x"], "key": "a"}]'), (:job)::bigint, 'the same steps');
select is(pg_temp.refusal($$select baton.create_job(null, p_idempotency_key => 's', p_steps => '[{"key": "b", "command": ["x"]}]')$$),
  format('BT028: job %s has the same idempotency key but a different value of steps', :job), 'steps');

select * from finish();
rollback;
