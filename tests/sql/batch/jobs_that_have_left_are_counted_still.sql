begin;
\ir ../fixtures.psql
select plan(17);

select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"], "depends_on": ["a"]}]}') \g /dev/null
select baton.define_job_type('{"job_type": "tell", "steps": [{"key": "tell", "command": ["x"]}]}') \g /dev/null
delete from baton.retention_policies;
insert into baton.retention_policies (job_type, status, keep_for, action) values ('t', 'completed', '1 second', 'delete');
create function pg_temp.counts(p_name text, p_organisation_id text default null) returns text language sql as $$
  select format('%s jobs (%s gone): %s completed, %s failed, %s cancelled, %s warnings, %s %%, %s to %s', jobs, removed, completed, failed,
    cancelled, warnings, progress_percent, to_char(started_at, 'HH24:MI'), coalesce(to_char(finished_at, 'HH24:MI'), 'open'))
  from baton.batch_overview where name = p_name and organisation_id is not distinct from p_organisation_id
$$;
create function pg_temp.left() returns bigint language sql as $$
  select count(*) from baton.jobs where job_type = 't'
$$;
select pg_temp.executor() as one \gset

select baton.create_batch('b', '[{}, {}, {}]', 't', '{"job_type": "tell"}') \g /dev/null
select baton.create_batch('b', '[{"job_type": "t", "auto_start": false}, {"job_type": "t", "auto_start": false}]', p_organisation_id => 'other') \g /dev/null
select min(id) as j1, min(id) + 1 as j2, min(id) + 2 as j3 from baton.jobs where batch_id = 'b' and organisation_id is null \gset
select pg_temp.claim(:one) \g /dev/null
select pg_temp.report(:j1, 'a'), pg_temp.report(:j2, 'a', '{"ended": "exited", "exit_code": 1, "rule_error": "STATE_CONFLICT"}'), pg_temp.fail(:j3, 'a') \g /dev/null
select pg_temp.pass('1 minute') \g /dev/null
select pg_temp.claim(:one) \g /dev/null
select pg_temp.report(:j1, 'b'), pg_temp.report(:j2, 'b') \g /dev/null
select pg_temp.counts('b') as whole \gset
select is(:'whole' ~ '^3 jobs \(0 gone\): 2 completed, 1 failed, .* 66 %, 12:00 to 12:01', true, 'it has ended: four of six steps are done');
select max(id) as end_job from baton.jobs where job_type = 'tell' \gset

-- While its job runs, which may want to look at them, they stay.
select pg_temp.pass('1 minute') \g /dev/null
select is(baton.apply_retention(true) ->> 'jobs', '0', 'the preview keeps them');
select baton.apply_retention(false) \g /dev/null
select is(pg_temp.left(), 5::bigint, 'and so does the run');
select pg_temp.claim(:one) \g /dev/null
select pg_temp.report(:end_job, 'tell') \g /dev/null
select pg_temp.pass('1 minute') \g /dev/null
select is(baton.apply_retention(true) ->> 'jobs', '2',
  'its job has ended: the preview lets them go');
select baton.apply_retention(false) \g /dev/null
select is(pg_temp.left(), 3::bigint, 'and so does the run');
select is(pg_temp.counts('b'), replace(:'whole', '0 gone', '2 gone'), 'the batch tells the same as before');
select is(baton.batch_status('b') ->> 'completed', '2', 'to applications, too');
select is(pg_temp.counts('b', 'other') ~ '^2 jobs \(0 gone\)', true, 'one of that name of somebody else is another');

-- Another round.
select is(baton.retry_batch('b'), 1::bigint, 'the one that failed');
select is(pg_temp.counts('b') ~ '^3 jobs \(2 gone\): 2 completed, 0 failed, .* 66 %, 12:00 to open', true, 'and are still');
select pg_temp.claim(:one) \g /dev/null
select pg_temp.report(:j3, 'a') \g /dev/null
select pg_temp.claim(:one) \g /dev/null
select pg_temp.report(:j3, 'b') \g /dev/null
select is((select parameters -> 'batch' from baton.jobs where job_type = 'tell' order by id desc limit 1),
  '{"jobs": 3, "name": "b", "round": 2, "failed": 0, "cancelled": 0, "completed": 3}', 'its end is told of all three');

-- However they leave.
select baton.archive_jobs(array[:j3]) \g /dev/null
select is(pg_temp.counts('b') ~ '^3 jobs \(3 gone\): 3 completed, 0 failed, 0 cancelled, .* 100 %', true, 'by archive_jobs');
select baton.cancel_batch('b', 'enough', 'other') \g /dev/null
delete from baton.jobs where batch_id = 'b';
select is(pg_temp.counts('b', 'other') ~ '^2 jobs \(2 gone\): 0 completed, 0 failed, 2 cancelled', true, 'by hand');
insert into baton.jobs (job_type, batch_id) values ('t', 'b');
select is(pg_temp.counts('b') ~ '^4 jobs \(3 gone\): 3 completed', true, 'one is added');

-- Its last open job is deleted by hand: that ends it.
select baton.create_batch('c', '[{}, {}]', 't', '{"job_type": "tell"}') \g /dev/null
select min(id) as c1, max(id) as c2 from baton.jobs where batch_id = 'c' \gset
select baton.cancel_job(:c1) \g /dev/null
delete from baton.ready where job_id = :c2;
delete from baton.step_rows where job_id = :c2;
delete from baton.jobs where id = :c2;
select is((select parameters -> 'batch' ->> 'jobs' from baton.jobs where job_type = 'tell' order by id desc limit 1), '1', 'and is none of it any more');

-- A name that is free again begins with nothing.
select pg_temp.pass('3 days') \g /dev/null
delete from baton.jobs where batch_id is not null;
delete from baton.jobs;
truncate baton.ready, baton.step_rows, baton.attempt_rows, baton.job_events, baton.timers;
select baton.apply_retention(false) \g /dev/null
select is((select count(*) from baton.batches), 0::bigint, 'the name leaves when nothing is left');
select baton.create_batch('b', '[{}]', 't') \g /dev/null
select is(pg_temp.counts('b') ~ '^1 jobs \(0 gone\): 0 completed', true, 'a new batch of that name counts its own');

select * from finish();
rollback;
