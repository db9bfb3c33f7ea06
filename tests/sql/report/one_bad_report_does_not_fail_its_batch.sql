begin;
\ir ../fixtures.psql
set local client_min_messages = error;  -- it warns of the bad one
select plan(5);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}, {"key": "bad", "command": ["x"]}, {"key": "c", "command": ["x"]}]') as job \gset
select is(pg_temp.claim(:executor), 'a bad c', 'three run');
select is((select array_agg(result) from baton.report_attempts(:executor, 1000, (
    select jsonb_agg(jsonb_build_object('job_id', job_id, 'n', n, 'token', token, 'ended', 'exited', 'exit_code', 0, 'outputs', '{"o": 1}'::jsonb,
      'output', jsonb_build_array(jsonb_build_object('stream', case n when 2 then 'stdfoo' else 'stdout' end, 'start', 0, 'end', 1, 'text', 'x'))) order by n)
    from running where job_id = :job))), array['recorded', 'recorded', 'recorded'], 'all three are recorded');
select is(pg_temp.states(:job) || '; ' || pg_temp.job_state(:job), 'a completed, bad completed, c completed; completed', 'and count');
select is((select array_agg(step_key order by n) from attempt_output where job_id = :job), array['a', 'c'], 'the bad one without its output');
select matches((select details #>> '{notes,0}' from attempts where job_id = :job and step_key = 'bad'), '^stored without its outputs and output: ', 'which its attempt says');

select * from finish();
rollback;
