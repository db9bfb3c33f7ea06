begin;
\ir ../fixtures.psql
select plan(6);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as job \gset
select pg_temp.claim(:executor) \g /dev/null
select lives_ok(format($$ select baton.record_progress(%s, '[{"job_id": %s, "n": 1, "token": "%s", "percent": 90}]') $$, :executor, :job, gen_random_uuid()), 'progress');
select lives_ok(format($$ select baton.append_output(%s, '[{"job_id": %s, "n": 1, "token": "%s", "stream": "stdout", "start": 0, "end": 1, "text": "x"}]') $$, :executor, :job, gen_random_uuid()), 'output');
select is(baton.save_checkpoint(:executor, :job, 1, gen_random_uuid(), '{}'), false, 'checkpoint');
select is((select row(progress, checkpoint)::text from steps where job_id = :job), row(null::int, null::jsonb)::text, 'nothing has changed');
select is((select count(*) from attempt_output where job_id = :job), 0::bigint, 'nothing was written');
select is(baton.save_checkpoint(:executor, :job, 1, (select token from running where job_id = :job), '{"page": 3}'), true, 'the holder''s checkpoint is saved');

select * from finish();
rollback;
