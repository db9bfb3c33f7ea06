begin;
\ir ../fixtures.psql
select plan(6);
select pg_temp.executor() as executor \gset
insert into baton.jobs (steps) values ('[{"key": "a", "command": ["run", "{{parameters.email}}", "{{parameters.name}}", "{{parameters.email}}"]}]') returning id as job \gset
select unstartable from baton.claim_steps(:executor, 1, 10) \gset
select is((:'unstartable')::jsonb, '{"code": "MISSING_PARAM", "message": "nothing found for {{parameters.email}}, {{parameters.name}}"}', 'which ones, each once');
select is(pg_temp.report(:job, 'a', jsonb_build_object('ended', 'not_started', 'message', (:'unstartable')::jsonb || '{"type": "error"}')), 'recorded', 'the executor reports it as given');
select is(pg_temp.states(:job), 'a failed (error)', 'it fails for good');
select is((select row(error_code, error_type)::text from steps where job_id = :job), row('MISSING_PARAM'::text, 'FATAL'::text)::text, 'as MISSING_PARAM');
select is((select suggested_action from steps where job_id = :job), format('Add the missing value: baton jobs retry %1$s --set KEY=VALUE (--dry-run only shows it), in SQL baton.retry_job(%1$s, p_parameters => ''{"KEY": "VALUE"}'')', :job), 'which another parameter mends');

-- What no parameter mends is not said to be mended by one.
insert into baton.jobs (steps) values ('[{"key": "a", "command": ["run", "{{checkpoint.row}}"]}]') returning id as job \gset
select unstartable from baton.claim_steps(:executor, 2, 10) \gset
select pg_temp.report(:job, 'a', jsonb_build_object('ended', 'not_started', 'message', (:'unstartable')::jsonb || '{"type": "error"}')) \g /dev/null
select matches((select error_code || ' ' || suggested_action from steps where job_id = :job), '^MISSING_PARAM No parameter mends this.*default in the definition', 'a checkpoint needs a default');

select * from finish();
rollback;
