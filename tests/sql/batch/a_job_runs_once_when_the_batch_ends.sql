begin;
\ir ../fixtures.psql
select plan(23);

select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
select baton.define_job_type('{"job_type": "tell", "required_parameters": ["to", "batch"], "steps": [{"key": "tell", "command": ["x"]}]}') \g /dev/null
create function pg_temp.ends(p_name text) returns text language sql as $$
  select coalesce(string_agg(parameters::text, '; ' order by id), 'none') from baton.jobs where idempotency_key like (select format('baton:batch %s end %%', id) from baton.batches where name = p_name)
$$;
select pg_temp.executor() as one \gset

-- By reports.
select baton.create_batch('b', '[{}, {}, {}]', 't', '{"job_type": "tell", "parameters": {"to": "ann"}}') \g /dev/null
select min(id) as j1, min(id) + 1 as j2, min(id) + 2 as j3 from baton.jobs where batch_id = 'b' \gset
select pg_temp.claim(:one) \g /dev/null
select pg_temp.report(:j1, 'a'), pg_temp.fail(:j3, 'a') \g /dev/null
select is(pg_temp.ends('b'), 'none', 'one is open');
select pg_temp.report(:j2, 'a') \g /dev/null
select is(pg_temp.ends('b'), '{"to": "ann", "batch": {"jobs": 3, "name": "b", "round": 1, "failed": 1, "cancelled": 0, "completed": 2}}', 'the last one brings the job, with the counts');
select is((select end_job_id from baton.batch_overview where name = 'b'), (select max(id) from baton.jobs), 'the batch names it');
select is((select batch_id from baton.jobs order by id desc limit 1), null, 'it is none of the batch');
-- retry_batch: another round.
select baton.create_batch('r', '[{}, {}]', 't', '{"job_type": "tell", "parameters": {"to": "bob"}}') \g /dev/null
select min(id) as r1, max(id) as r2 from baton.jobs where batch_id = 'r' \gset
select pg_temp.claim(:one) \g /dev/null
select pg_temp.report(:r1, 'a'), pg_temp.fail(:r2, 'a') \g /dev/null
select is(baton.retry_batch('r'), 1::bigint, 'the one that failed');
select is((select end_job_id from baton.batch_overview where name = 'r'), null, 'the batch is open again');
select pg_temp.claim(:one) \g /dev/null
select pg_temp.report(:r2, 'a') \g /dev/null
select is((select array_agg(parameters -> 'batch' ->> 'completed' order by id) from baton.jobs where idempotency_key like (select format('baton:batch %s end %%', id) from baton.batches where name = 'r')), '{1,2}', 'and ends again, with its job');
select is(baton.retry_batch('r'), 0::bigint, 'nothing is left to do');
select isnt((select end_job_id from baton.batch_overview where name = 'r'), null, 'and so it stays ended');

-- By cancelling: what waits ends at once, what runs when its script is gone.
select pg_temp.claim(:one) \g /dev/null
select baton.create_batch('c', '[{}, {}]', 't', '{"job_type": "tell", "parameters": {"to": "cid"}}') \g /dev/null
select min(id) as c1 from baton.jobs where batch_id = 'c' \gset
select pg_temp.claim(:one, 1) \g /dev/null
select is(baton.cancel_batch('c'), '{"cancelled": 1, "cancelling": 1}', 'one runs');
select is(pg_temp.ends('c'), 'none', 'its script is being stopped');
select pg_temp.report(:c1, 'a', '{"ended": "cancelled"}') \g /dev/null
select is(pg_temp.ends('c') ~ '"cancelled": 2', true, 'and gone');
select baton.create_batch('d', '[{}]', 't', '{"job_type": "tell", "parameters": {"to": "dan"}}') \g /dev/null
select baton.cancel_batch('d') \g /dev/null
select is(pg_temp.ends('d') ~ '"cancelled": 1', true, 'nothing runs: cancel_batch ends it itself');

-- By an edit, by a lost executor, and in the INSERT itself.
select baton.create_batch('e', '[{}]', 't', '{"job_type": "tell", "parameters": {"to": "eva"}}') \g /dev/null
select baton.set_step_status((select min(id) from baton.jobs where batch_id = 'e'), 'a', 'completed', 'done by hand') \g /dev/null
select is(pg_temp.ends('e') ~ '"completed": 1', true, 'a person ends the last step');
select baton.create_batch('s', '[{"steps": [{"key": "a", "command": ["x"], "when": {"parameters.no": "= 1"}}]}]', p_on_end => '{"job_type": "tell", "parameters": {"to": "sue"}}') \g /dev/null
select is(pg_temp.ends('s') ~ '"completed": 1', true, 'no step has to run');

-- The job is refused: the report counts all the same.
select baton.create_batch('f', '[{}]', 't', '{"job_type": "tell", "parameters": {"to": "fay"}}') \g /dev/null
select baton.disable_job_type('tell') \g /dev/null
select min(id) as f1 from baton.jobs where batch_id = 'f' \gset
select pg_temp.claim(:one) \g /dev/null
select is(pg_temp.report(:f1, 'a'), 'recorded', 'recorded');
select is((select end_error from baton.batch_overview where name = 'f'), 'BT021: job type tell is disabled', 'the batch says why there is none');
select is((select reason from baton.job_history where action = 'batch f'), 'the job for its end was refused: BT021: job type tell is disabled', 'and so does the history');
select baton.enable_job_type('tell') \g /dev/null

-- One active job per subject: a job at the end has no subject, so such a type is refused, at the latest when it would run.
select baton.create_batch('o', '[{}]', 't', '{"job_type": "tell", "parameters": {"to": "oda"}}') \g /dev/null
select baton.define_job_type('{"job_type": "tell", "one_active_per": "subject", "on_active": "reject", "steps": [{"key": "tell", "command": ["x"]}]}') \g /dev/null
select throws_ok($$select baton.create_batch('p', '[{}]', 't', '{"job_type": "tell"}')$$, 'BT083', null, 'refused when the batch is made');
select min(id) as o1 from baton.jobs where batch_id = 'o' \gset
select pg_temp.claim(:one) \g /dev/null
select is(pg_temp.report(:o1, 'a'), 'recorded', 'a report counts whatever becomes of that job');
select is((select end_error from baton.batch_overview where name = 'o'), 'BT083: a job of type tell needs a subject', 'the batch says why there is none');

-- What has no batch, or a batch without such a job, is not looked at.
create temp table calls (n int);
create or replace function baton._run_batch_ends(p_batches baton.batches[]) returns void language plpgsql as $$ begin insert into pg_temp.calls values (1); end $$;
select baton.create_batch('g', '[{}]', 't') \g /dev/null
select baton.cancel_batch('g') \g /dev/null
select is((select count(*) from calls), 0::bigint, 'a batch without a job for its end is none of its business');
create or replace function baton._after_ends(p_job_ids bigint[]) returns void language plpgsql as $$ begin insert into pg_temp.calls values (1); end $$;
insert into baton.jobs (job_type) values ('t') returning id as free \gset
select pg_temp.claim(:one) \g /dev/null
select pg_temp.report(:free, 'a') \g /dev/null
select is((select count(*) from calls), 0::bigint, 'nor are jobs without a batch');
update baton.batches set ended_at = null;   -- for the invariants: the function above did not end it
delete from baton.batches;

select * from finish();
rollback;
