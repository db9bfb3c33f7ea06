begin;
\ir ../../fixtures.psql
select plan(5);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "label": "First", "command": ["x"]}]') as job \gset
select pg_temp.job('[{"key": "b", "command": ["x"]}]') as other \gset
select is(pg_temp.claim(:executor), 'a b', 'both run');
select is(pg_temp.stumble(:other, 'b'), 'recorded', 'a failure that is retried');
select is(pg_temp.fail(:job, 'a'), 'recorded', 'and one for good');
select is((select row(step_key, step_label, error_code, error_type, error_message, suggested_action, recoverable, attempts, failed_at)::text
           from dead_letters where job_id = :job),
  row('a'::text, 'First'::text, 'VALIDATION'::text, 'FATAL'::text, 'The data was refused: no such thing.'::text, format('Correct the data: baton jobs retry %1$s --set KEY=VALUE (--dry-run only shows it), in SQL baton.retry_job(%1$s, p_parameters => ''{"KEY": "VALUE"}'')', :job), false, 1, baton._now())::text,
  'which step, which error, what to do');
select is((select count(*) from dead_letters where job_id = :other), 0::bigint, 'what is being retried is not dead');

select * from finish();
rollback;
