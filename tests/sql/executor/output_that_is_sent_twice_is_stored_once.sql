begin;
\ir ../fixtures.psql
select plan(7);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as job \gset
select pg_temp.claim(:executor) \g /dev/null
select token from running where job_id = :job \gset
create function pg_temp.piece(p_job bigint, p_token uuid, p_start bigint, p_stream text default 'stdout') returns jsonb language sql as $$
  select jsonb_build_object('job_id', p_job, 'n', 1, 'token', p_token, 'stream', p_stream, 'start', p_start, 'end', p_start + 5, 'text', 'hello')
$$;
create function pg_temp.kept(p_job bigint) returns text language sql as $$
  select string_agg(stream || ' ' || start_offset, ', ' order by stream, start_offset) from attempt_output where job_id = p_job
$$;
select is(baton.append_output(:executor, jsonb_build_array(pg_temp.piece(:job, :'token', 0), pg_temp.piece(:job, :'token', 0, 'stderr'))), 2, 'two pieces');
select is(baton.append_output(:executor, jsonb_build_array(pg_temp.piece(:job, :'token', 0), pg_temp.piece(:job, :'token', 0, 'stderr'))), 0, 'the same call again, after a lost connection');
select is(baton.append_output(:executor, jsonb_build_array(pg_temp.piece(:job, :'token', 0), pg_temp.piece(:job, :'token', 5))), 1, 'one is new');
select is(pg_temp.kept(:job), 'stderr 0, stdout 0, stdout 5', 'each is there once');
select is(pg_temp.report(:job, 'a', jsonb_build_object('ended', 'interrupted', 'output',
  jsonb_build_array(pg_temp.piece(:job, :'token', 5), pg_temp.piece(:job, :'token', 10)))), 'recorded', 'the report brings an old one and a new one');
select is(pg_temp.kept(:job), 'stderr 0, stdout 0, stdout 5, stdout 10', 'each is there once');

-- The same bytes of another attempt are others.
select pg_temp.claim(:executor) \g /dev/null
select is(baton.append_output(:executor, (select jsonb_build_array(pg_temp.piece(:job, token, 0)) from running where job_id = :job)), 1, 'the next attempt prints the same');

select * from finish();
rollback;
