begin;
\ir ../../refusal.psql
select plan(13);

select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
create role t_operator login in role baton_operator;

select baton.create_batch('import-1', '[{"job_type": "t"}]', p_on_end => '{"job_type": "t"}') \g /dev/null
select id as batch from baton.batches where name = 'import-1' \gset
select is(pg_temp.refusal(statement), 'BT027: idempotency_key must not begin with "baton:"', what)
from (values
  (format($$insert into baton.jobs (job_type, idempotency_key) values ('t', 'baton:batch %s end 1')$$, :batch), 'the key of a batch''s end'),
  ($$insert into baton.jobs (job_type, idempotency_key) values ('t', 'baton:schedule nightly 2030-01-01 00:00')$$, 'of a slot'),
  ($$insert into baton.jobs (job_type, idempotency_key) values ('t', 'mine'), ('t', 'baton:')$$, 'in any row'),
  ($$insert into baton.jobs (job_type, idempotency_key) values ('t', 'baton:x') on conflict do nothing$$, 'also where a conflict would be none'),
  ($$select baton.create_job('t', p_idempotency_key => 'baton:x')$$, 'by create_job')
) as refused(statement, what);
select is(pg_temp.refusal($$select baton.create_batch('other', '[{"job_type": "t", "idempotency_key": "baton:x"}]')$$) ~ 'idempotency_key must not begin with "baton:"', true, 'or in a batch');
select lives_ok(format($$insert into baton.jobs (job_type, idempotency_key) values ('t', 'batch import-1 end 1'), ('t', 'batch %s end 1'), ('t', 'Baton:x')$$, :batch),
  'others are free');

set local role t_operator;
select baton.cancel_batch('import-1') \g /dev/null
reset role;
select is((select row(job.idempotency_key, batch.end_error)::text from baton.batches as batch join baton.jobs as job on job.id = batch.end_job_id where batch.id = :batch),
  format('("baton:batch %s end 1",)', :batch), 'the job at the end comes');

-- Names that are alike for their first 900 bytes, and one that is gone and comes again.
select baton.create_batch(repeat('n', 950) || which, '[{"job_type": "t"}]', p_on_end => '{"job_type": "t"}') from unnest('{a,b}'::text[]) as which \g /dev/null
select baton.cancel_batch(repeat('n', 950) || which) from unnest('{a,b}'::text[]) as which \g /dev/null
select is((select count(end_job_id) from baton.batches where name like 'nnn%'), 2::bigint, 'long names have an end each');
delete from baton.jobs where batch_id = 'import-1';
delete from baton.batches where name = 'import-1';
select baton.create_batch('import-1', '[{"job_type": "t"}]', p_on_end => '{"job_type": "t"}') \g /dev/null
select baton.cancel_batch('import-1') \g /dev/null
select is((select end_error from baton.batches where name = 'import-1'), null, 'a name that comes again has an end of its own, beside the old job');

select baton.schedule_job('keyed', '0 0 * * *', 't') \g /dev/null
update baton.schedules set since = '2024-01-01' where name = 'keyed';
select baton.run_schedule('keyed', '2024-12-31 00:00+00') as job \gset
select is((select idempotency_key ~ '^baton:schedule keyed ' from baton.jobs where id = :job), true, 'the job of a slot has its key');
select is(baton.run_schedule('keyed', '2024-12-31 00:00+00'), (:job)::bigint, 'and comes once');
select baton.unschedule_job('keyed') \g /dev/null
select baton.schedule_job('keyed', '0 0 * * *', 't') \g /dev/null
update baton.schedules set since = '2024-01-01' where name = 'keyed';
select is(baton.run_schedule('keyed', '2024-12-31 00:00+00'), (:job)::bigint, 'also when its schedule is made again');

select * from finish();
rollback;
