begin;
\ir ../../fixtures.psql
select plan(9);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"], "depends_on": ["a"]}]') as job \gset
select is(pg_temp.claim(:executor), 'a', 'a runs');
select is(pg_temp.fail(:job, 'a'), 'recorded', 'a fails for good');
select is(baton.job_status(:job) ->> 'error_code', 'VALIDATION', 'its class');
select is(baton.job_status(:job) ->> 'error_type', 'FATAL', 'its type');
select is(baton.job_status(:job) ->> 'error_message', 'The data was refused: no such thing.', 'its message for people');
select is(baton.job_status(:job) #>> '{details,error}', 'no such thing', 'and what the script said');
select is(baton.job_status(:job) ->> 'suggested_action', format('Correct the data: baton jobs retry %1$s --set KEY=VALUE (--dry-run only shows it), in SQL baton.retry_job(%1$s, p_parameters => ''{"KEY": "VALUE"}'')', :job), 'what to do');
select is(baton.job_status(:job) -> 'details' @> '{"step": "a", "attempt": 1, "exit_code": 1, "outcome": "failed", "executor": "one"}',
  true, 'details say which attempt ended how and where');
select is(baton.job_status(:job) #> '{steps,1,duration_ms}', 'null', 'a step that never ran has no duration');

select * from finish();
rollback;
