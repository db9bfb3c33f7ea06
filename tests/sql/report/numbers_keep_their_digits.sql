begin;
\ir ../fixtures.psql
-- Parameters, outputs and checkpoints: in the stored columns, in argv and on stdin of the next step.
select plan(11);
\set long 1234567890123456789012345
select pg_temp.executor() as executor \gset
insert into baton.jobs (steps, parameters) values ('[{"key": "a", "command": ["x"]}, {"key": "b", "command": ["y", "{{context.a.id}}", "{{context.a.price}}", "{{context.a.big}}", "{{parameters.n}}"], "depends_on": ["a"]}]',
  '{"n": 1234567890123456789012345.10}') returning id as job \gset
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.report(:job, 'a', ('{"ended": "exited", "exit_code": 0, "outputs": {"id": ' || :'long' || ', "price": 0.10, "big": 1e400, "one": 1.0}, "checkpoint": {"row": ' || :'long' || '}}')::jsonb) \g /dev/null
select is((select outputs ->> 'id' from steps where job_id = :job and key = 'a'), :'long', 'an output');
select is((select checkpoint ->> 'row' from steps where job_id = :job and key = 'a'), :'long', 'a checkpoint');
select is((select baton.job_context(:job) #>> '{a,price}'), '0.10', 'job_context');
select is((select baton.job_status(:job) #>> '{steps,0,outputs,one}'), '1.0', 'job_status');
select command, document from baton.claim_steps(:executor, 77, 1) where token is not null \gset
select is(:'command'::jsonb, ('["y", "' || :'long' || '", "0.10", "1' || repeat('0', 400) || '", "' || :'long' || '.10"]')::jsonb, 'argv');
select is((:'document'::jsonb) #>> '{context,a,price}', '0.10', 'stdin: the context');
select is((:'document'::jsonb) #>> '{parameters,n}', :'long' || '.10', 'stdin: the parameters');
select ok((select document like '%"id": ' || :'long' || ',%' and document like '%"n": ' || :'long' || '.10}%'
  from (select baton._job_document(job)::text as document from jobs as job where id = :job) as kept), 'the archive');

-- And in a condition they are compared as numbers.
select ok(baton._condition_holds('{"context.a.n": "> 5"}', '{"context": {"a": {"n": 1e400}}}'), '401 digits are more than 5');
select ok(baton._condition_holds('{"context.a.n": "< 0.5"}', '{"context": {"a": {"n": 1e-400}}}'), 'and 1e-400 is less than a half');
select ok(baton._condition_holds('{"context.a.n": "= 1234567890123456789012345"}', '{"context": {"a": {"n": 1234567890123456789012345.0}}}'), 'to the last digit');

select * from finish();
rollback;
