begin;
\ir ../fixtures.psql
select plan(2);
select pg_temp.executor() as executor \gset
update baton.settings set output_head_bytes = 100, output_tail_bytes = 100;
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as job \gset
select pg_temp.claim(:executor) \g /dev/null
select is(pg_temp.report(:job, 'a', jsonb_build_object('ended', 'exited', 'exit_code', 0, 'stdout_bytes', 1000, 'output',
  (select jsonb_agg(jsonb_build_object('stream', 'stdout', 'start', i * 50, 'end', i * 50 + 50, 'text', repeat('x', 50))) from generate_series(0, 19) as i))), 'recorded', 'a thousand bytes');
select is((select array_agg(start_offset order by start_offset) from attempt_output where job_id = :job), array[0, 50, 900, 950]::bigint[], 'the first and the last hundred are kept');

select * from finish();
rollback;
