begin;
\ir ../../fixtures.psql
\ir edit.psql
select plan(13);
select pg_temp.executor() as executor \gset
select pg_temp.diamond() as job \gset
select pg_temp.run_until(:executor, :job) \g /dev/null
select is(pg_temp.affected(baton.reset_step(:job, 'b', 'wrong data')),
  'b completed -> ready, d completed -> pending (dependencies), tidy completed -> pending (dependencies); job completed -> in_progress',
  'what depends on it goes with it, c stays');
select is((select string_agg(format('%s %s %s', key, generation, coalesce(checkpoint::text, '-')), ', ' order by n) from steps where job_id = :job),
  'a 1 {"at": 1}, b 2 -, c 1 {"at": 1}, d 2 -, tidy 2 -', 'a new generation, and no checkpoint to resume from');
select is((select outputs from steps where job_id = :job and key = 'b'), null, 'the outputs are gone');
select is((select array_agg(outcome) from attempts where job_id = :job and step_key = 'b'), '{completed}', 'the attempt stays recorded');
select pg_temp.run_until(:executor, :job) \g /dev/null
select is((select row(attempt, generation)::text from attempts where job_id = :job and step_key = 'b' order by attempt desc limit 1), '(2,2)', 'it ran as attempt 2 of generation 2');
select is(pg_temp.job_state(:job), 'completed', 'and the job ended again');

select baton.reset_step(:job, 'b', 'resume', p_keep_checkpoint => true) \g /dev/null
select is((select string_agg(key || coalesce(' ' || checkpoint::text, ''), ', ' order by n) from steps where job_id = :job and key in ('b', 'd')),
  'b {"at": 1}, d', 'its own checkpoint is kept when asked for, others are not');

-- Waiting for a person, for a retry, for a start: back to waiting for the dependency.
select pg_temp.job('[{"key": "a", "command": ["x"]}, {"key": "person", "manual": "Look", "depends_on": ["a"]},
  {"key": "retry", "command": ["x"], "depends_on": ["a"]}, {"key": "start", "command": ["x"], "depends_on": ["a"]},
  {"key": "later", "command": ["x"], "depends_on": ["start"]}]') as job \gset
update jobs set priority = 10 where id = :job;
update ready set priority = 10 where job_id = :job;
select pg_temp.claim(:executor, 1) \g /dev/null
select pg_temp.report(:job, 'a') \g /dev/null
select pg_temp.claim(:executor, 1) \g /dev/null
select pg_temp.stumble(:job, 'retry') \g /dev/null
select is(pg_temp.states(:job), 'a completed, person action_required (manual), retry retrying (backoff), start ready, later pending (dependencies)', 'three ways to wait');
select is(pg_temp.affected(baton.reset_step(:job, 'a', 'wrong')),
  'a completed -> ready, person action_required -> pending (dependencies), retry retrying -> pending (dependencies), start ready -> pending (dependencies); job in_progress -> in_progress',
  'all wait for it again');
select is((select count(*) from timers where job_id = :job), 0::bigint, 'without timers');
select is((select string_agg(key, ' ') from ready join definition_steps as d using (n) join jobs as job on job.id = ready.job_id and job.definition_id = d.definition_id where ready.job_id = :job), 'a', 'only a is queued');
select is((select string_agg(key || ' ' || generation, ', ' order by n) from steps where job_id = :job), 'a 2, person 1, retry 2, start 1, later 1', 'those that had started are in a new generation');
-- A retrying step that is reset starts at once, with fresh budgets.
select pg_temp.claim(:executor, 1) \g /dev/null
select pg_temp.stumble(:job, 'a') \g /dev/null
select baton.reset_step(:job, 'a', 'now') \g /dev/null
select is((select row(status, failures, generation)::text from steps where job_id = :job and key = 'a'), '(ready,,3)', 'a retrying step need not wait');

select * from finish();
rollback;
