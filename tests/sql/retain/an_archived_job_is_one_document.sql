begin;
\ir ../fixtures.psql
\ir fixtures.psql
select plan(13);
insert into retention_policies (status, keep_for) values ('completed', '90 days');
select define_job_type('{"job_type": "import", "required_parameters": ["file"], "steps": [{"key": "read", "command": ["x"]}, {"key": "write", "command": ["y"], "depends_on": ["read"]}]}') \g /dev/null
select pg_temp.pass('-100 days') \g /dev/null
insert into jobs (job_type, subject, organisation_id, parameters) values ('import', 'joe', 'one', '{"file": "a.csv", "none": null}') returning id as job \gset
select pg_temp.claim(:executor), pg_temp.report(:job, 'read', '{"ended": "exited", "exit_code": 0, "outputs": {"items": 3, "none": null}}'), pg_temp.claim(:executor) \g /dev/null
select token from running where job_id = :job \gset
insert into output_rows (job_id, n, attempt, stream, start_offset, end_offset, written_at, content) values (:job, 2, 1, 'stdout', 0, 5, _now(), 'done!');
select pg_temp.report(:job, 'write'), pg_temp.pass('100 days') \g /dev/null
select pg_temp.run() as result \gset
select is(:'result'::jsonb ->> 'archived_jobs', '1', 'it is archived');
select is((select count(*) from pg_temp.rows_of_jobs() where job_id = :job), 0::bigint, 'and out of every table');
select document from archived_jobs where job_id = :job \gset
select results_eq('select job_id, organisation_id, job_type, subject, status, archived_at from archived_jobs',
  format($$values (%s::bigint, 'one', 'import', 'joe', 'completed', _now())$$, :job), 'it can be found by what it was about');
select is(:'document'::jsonb #> '{job,parameters}', '{"file": "a.csv", "none": null}', 'its parameters, word for word');
select is((:'document'::jsonb #>> '{job,version}') || ' ' || (:'document'::jsonb #>> '{job,status}'), '1 completed', 'its definition''s version, its end');
select is(:'document'::jsonb #> '{steps,0,outputs}', '{"items": 3, "none": null}', 'outputs, word for word');
select is((:'document'::jsonb #>> '{steps,1,key}') || (:'document'::jsonb #>> '{steps,1,depends_on}') || (:'document'::jsonb #>> '{steps,1,command}'), 'write["read"]["y"]', 'steps by name, what they depend on, what they ran');
select is(jsonb_array_length(:'document'::jsonb -> 'attempts') || ' ' || (:'document'::jsonb #>> '{attempts,1,outcome}'), '2 completed', 'attempts');
select is(:'document'::jsonb #>> '{output,0,content}', 'done!', 'what they printed');
select is((select string_agg(event ->> 'to_status', ' ') from jsonb_array_elements(:'document'::jsonb -> 'events') as event), 'in_progress completed', 'what happened');
select is(strpos(:'document', :'token'), 0, 'no token');
select is(:'document'::jsonb #> '{job,error_code}', null, 'and nothing that is empty');
select is((select array_agg(inhrelid::regclass::text) from pg_inherits where inhparent = 'archived_jobs'::regclass), '{archived_jobs_2030_01}', 'in the partition of the month');

select * from finish();
rollback;
