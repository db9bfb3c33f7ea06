begin;
\ir ../fixtures.psql
select plan(14);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"], "backoff": "none"}]') as job \gset
create function pg_temp.save(p_job bigint, p_checkpoint jsonb) returns boolean language sql as $$
  select baton.save_checkpoint(executor_id, job_id, n, token, p_checkpoint) from baton.running where job_id = p_job
$$;
create function pg_temp.checkpoint(p_job bigint) returns jsonb language sql as $$ select checkpoint from baton.steps where job_id = p_job $$;
create function pg_temp.given(p_executor bigint, p_call bigint) returns jsonb language sql as $$
  select document::jsonb -> 'checkpoint' from baton.claim_steps(p_executor, p_call, 1) where token is not null
$$;
select is(pg_temp.given(:executor, 1), 'null', 'the first attempt gets none');
select ok(pg_temp.save(:job, '{"row": 1, "file": "a"}'), 'saved');
select is(pg_temp.checkpoint(:job), '{"row": 1, "file": "a"}', 'at once');
select ok(pg_temp.save(:job, '{"row": 2}'), 'another key');
select is(pg_temp.checkpoint(:job), '{"row": 2, "file": "a"}', 'goes over the one that is there');
select pg_temp.report(:job, 'a', '{"ended": "signaled", "signal": 9, "checkpoint": {"row": 3, "last_step": "4"}}') \g /dev/null
select is(pg_temp.checkpoint(:job), '{"row": 3, "file": "a", "last_step": "4"}', 'and so does what comes with the report');
select is(pg_temp.given(:executor, 2), '{"row": 3, "file": "a", "last_step": "4"}', 'the next attempt gets it');
select ok(pg_temp.save(:job, '{"file": null, "row": 4}'), 'null');
select is(pg_temp.checkpoint(:job), '{"row": 4, "last_step": "4"}', 'removes a key');
update baton.executors set renewed_tick = renewed_tick - 3 where id = :executor;
select baton._expire_leases(1000) \g /dev/null
select is(pg_temp.checkpoint(:job), '{"row": 4, "last_step": "4"}', 'a lost attempt leaves what it had saved');
select pg_temp.executor('two') as executor \gset
select is(pg_temp.given(:executor, 1), '{"row": 4, "last_step": "4"}', 'to the attempt after it');
select ok(pg_temp.save(:job, '{"row": null, "last_step": null}'), 'emptied');
select pg_temp.report(:job, 'a', '{"ended": "exited", "exit_code": 1}') \g /dev/null
select is(coalesce(pg_temp.checkpoint(:job), '{}'), '{}', 'it is empty');
select is(baton.save_checkpoint(:executor, :job, 1, gen_random_uuid(), '{"row": 9}'), false, 'a stale token saves nothing');
select * from finish();
rollback;
