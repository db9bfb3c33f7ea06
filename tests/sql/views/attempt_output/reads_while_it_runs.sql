begin;
\ir ../../fixtures.psql
select plan(4);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as job \gset
select is(pg_temp.claim(:executor), 'a', 'a runs');
select lives_ok(format($$
  select baton.append_output(%s, (select jsonb_agg(jsonb_build_object('job_id', job_id, 'n', n, 'token', token,
      'stream', 'stdout', 'start', 0, 'end', 6, 'text', E'hello\n')) from baton.running where job_id = %s))$$, :executor, :job), 'it prints');
select is((select row(step_key, attempt, stream, start_offset, end_offset, content)::text from attempt_output where job_id = :job),
  row('a'::text, 1, 'stdout'::text, 0::bigint, 6::bigint, E'hello\n'::text)::text, 'and can be read');
select is(pg_temp.state(:job, 'a'), 'running', 'while it runs');

select * from finish();
rollback;
