begin;
\ir ../fixtures.psql
select plan(19);

select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
select baton.define_job_type('{"job_type": "tell", "steps": [{"key": "tell", "command": ["x"]}]}') \g /dev/null
create function pg_temp.ends(p_name text) returns text language sql as $$
  select coalesce(string_agg(format('%s: %s of %s', parameters -> 'batch' ->> 'round',
    parameters -> 'batch' ->> 'completed', parameters -> 'batch' ->> 'jobs'), ', ' order by id), 'none')
  from baton.jobs where job_type = 'tell' and parameters -> 'batch' ->> 'name' = p_name
$$;
create function pg_temp.round(p_name text) returns text language sql as $$
  select round || case when end_job_id is null then ' open' else ' ended' end
  from baton.batch_overview where name = p_name
$$;
select pg_temp.executor() as one \gset
select baton.create_batch('b', '[{}, {}]', 't', '{"job_type": "tell"}') \g /dev/null
select min(id) as j1, max(id) as j2 from baton.jobs where batch_id = 'b' \gset
select pg_temp.claim(:one) \g /dev/null
select pg_temp.report(:j1, 'a'), pg_temp.fail(:j2, 'a') \g /dev/null
select is(pg_temp.ends('b'), '1: 1 of 2', 'it has ended, with a failure');

-- One job by itself.
select baton.retry_job(:j2) \g /dev/null
select is(pg_temp.round('b'), '2 open', 'a job of it is retried: the next round');
select pg_temp.claim(:one) \g /dev/null
select pg_temp.report(:j2, 'a') \g /dev/null
select is(pg_temp.ends('b'), '1: 1 of 2, 2: 2 of 2', 'its end is told, too');
select is(pg_temp.round('b'), '2 ended', 'and shown');
select is(baton.retry_batch('b'), 0::bigint, 'nothing is left to retry');

-- A step that is reset, a status that is edited, and a job that is recovered.
select baton.reset_step(:j1, 'a', 'once more') \g /dev/null
select pg_temp.claim(:one) \g /dev/null
select pg_temp.fail(:j1, 'a') \g /dev/null
select is(pg_temp.ends('b'), '1: 1 of 2, 2: 2 of 2, 3: 1 of 2', 'reset_step');
select baton.set_step_status(:j1, 'a', 'completed', 'done by hand') \g /dev/null
select is(pg_temp.ends('b'), '1: 1 of 2, 2: 2 of 2, 3: 1 of 2, 4: 2 of 2', 'set_step_status gives it another end');

-- A job that is added.
insert into baton.jobs (job_type, batch_id) values ('t', 'b') returning id as j3 \gset
select is(pg_temp.round('b'), '5 open', 'a job is added');
select baton.cancel_batch('b') \g /dev/null
select is(pg_temp.ends('b') ~ '5: 2 of 3$', true, 'and cancelled: the fifth end');
select is(baton.retry_batch('b'), 1::bigint, 'retry_batch');
select is(baton.retry_batch('b'), 0::bigint, 'twice, while it works');
select pg_temp.claim(:one) \g /dev/null
select pg_temp.report(:j3, 'a') \g /dev/null
select is(pg_temp.ends('b') ~ '6: 3 of 3$', true, 'is one round');

-- The end of an end is none: its job is of no batch.
select id as end_job from baton.jobs where job_type = 'tell' order by id desc limit 1 \gset
select pg_temp.claim(:one) \g /dev/null
select pg_temp.fail(:end_job, 'tell') \g /dev/null
select baton.retry_job(:end_job) \g /dev/null
select is(pg_temp.round('b'), '6 ended', 'its job is retried: no round of the batch');
select is((select count(*) from baton.jobs where job_type = 'tell'), 6::bigint, 'six ends, six jobs');
select is((select count(distinct idempotency_key) from baton.jobs where job_type = 'tell'), 6::bigint, 'each with its own key');

-- Maintenance looks once more at a batch that has ended already, and at one that works no more since.
select id as batch from baton.batches where name = 'b' \gset
insert into baton.timers (due_at, job_id, n, kind) values ('epoch', :batch, 0, 'batch');
select pg_temp.pass('1 minute') \g /dev/null
select baton._end_due_batches(10) \g /dev/null
select is(pg_temp.round('b'), '6 ended', 'the same end is none');
update baton.jobs set finished_at = baton._now() where id = :j3;
insert into baton.timers (due_at, job_id, n, kind) values ('epoch', :batch, 0, 'batch');
select pg_temp.pass('1 minute') \g /dev/null
select baton._end_due_batches(10) \g /dev/null
select is(pg_temp.round('b'), '7 ended', 'a later one is');

-- The clock goes back an hour before the last job ends: the batch has not ended before its jobs.
select baton.create_batch('back', '[{}, {}]', 't', '{"job_type": "tell"}') \g /dev/null
select min(id) as j4, max(id) as j5 from baton.jobs where batch_id = 'back' \gset
select pg_temp.claim(:one) \g /dev/null
select pg_temp.report(:j4, 'a') \g /dev/null
select pg_temp.pass('-1 hour') \g /dev/null
select pg_temp.report(:j5, 'a') \g /dev/null
select is(ended_at, (select finished_at from baton.jobs where id = :j4), 'it ends with its last job')
from baton.batches where name = 'back';
select id as batch from baton.batches where name = 'back' \gset
insert into baton.timers (due_at, job_id, n, kind) values ('epoch', :batch, 0, 'batch');
select baton._end_due_batches(10) \g /dev/null
select is(pg_temp.round('back'), '1 ended', 'and once');

select * from finish();
rollback;
