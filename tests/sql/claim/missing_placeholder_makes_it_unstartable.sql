begin;
\ir ../fixtures.psql
select plan(4);
select pg_temp.executor() as executor \gset
insert into baton.jobs (steps) values ('[{"key": "a", "command": ["run", "{{parameters.email}}", "{{parameters.name}}", "{{parameters.email}}"]}]') returning id as job \gset
select unstartable from baton.claim_steps(:executor, 1, 10) \gset
select is((:'unstartable')::jsonb, '{"code": "MISSING_PARAM", "message": "nothing found for {{parameters.email}}, {{parameters.name}}"}', 'which ones, each once');
select is(pg_temp.report(:job, 'a', jsonb_build_object('ended', 'not_started', 'message', (:'unstartable')::jsonb || '{"type": "error"}')), 'recorded', 'the executor reports it as given');
select is(pg_temp.states(:job), 'a failed (error)', 'it fails for good');
select is((select row(error_code, error_type)::text from steps where job_id = :job), row('MISSING_PARAM'::text, 'FATAL'::text)::text, 'as MISSING_PARAM');

select * from finish();
rollback;
