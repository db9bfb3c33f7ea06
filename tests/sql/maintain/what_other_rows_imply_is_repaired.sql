-- Each table that follows from others loses rows or has wrong ones; one tick later the job goes on, and health says so.
begin;
\ir ../fixtures.psql
set client_min_messages = error;
select plan(31);
create function pg_temp.repaired(p_tick boolean default true) returns text
language plpgsql
as $$
declare
  v_before bigint := (select coalesce(max(id), 0) from baton.job_events);
begin
  update baton.clock set tick = tick + 1, ticked_at = baton._now();
  update baton.executors set renewed_tick = (select tick from baton.clock);
  perform baton.maintain();
  return (select coalesce(string_agg(reason, ', ' order by id), 'nothing') from baton.job_events where action = 'repair' and id > v_before);
end $$;
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"], "depends_on": ["a"]}]') as job \gset
select is(pg_temp.repaired(), 'nothing', 'what is whole is left alone');
select is((select count(*)::int from baton.health where name = 'repairs'), 0, 'and health says nothing');

truncate baton.ready;
select is(pg_temp.repaired(), 'it was ready, and neither in the queue nor running', 'the queue was emptied');
select is((select message ~ ('have been repaired, one ever; the last one .*, of job ' || :job || ': it was ready') from baton.health where name = 'repairs'), true, 'health says that it had to repair');
select is(pg_temp.claim(:executor), 'a', 'the step starts');
delete from baton.running;
select is(pg_temp.repaired(), 'it was ready, and neither in the queue nor running', 'the row of what runs was deleted');
select is(pg_temp.claim(:executor), 'a', 'the step starts again');
select pg_temp.stumble(:job, 'a') \g /dev/null
delete from baton.timers;
select is(pg_temp.repaired(), 'the time of its retry was missing', 'the time of a retry was deleted');
select pg_temp.pass('1 hour') \g /dev/null
select is(pg_temp.claim(:executor), 'a', 'the retry starts');
update baton.step_rows set open_dependencies = 3 where job_id = :job and n = 2;
select is(pg_temp.repaired(), 'its dependencies were counted wrongly', 'a counter of dependencies');
select pg_temp.report(:job, 'a') \g /dev/null
select is(pg_temp.claim(:executor), 'b', 'the next one starts after the first');
update baton.step_rows set attempts = 0 where job_id = :job and n = 1;
update baton.jobs set open_steps = 7 where id = :job;
select is(pg_temp.repaired(), 'its number of attempts was too low, its open steps were counted wrongly', 'counters of attempts and of open steps');
update baton.running set executor_id = 999999;
select is(pg_temp.repaired(), 'its executor was not there any more', 'an executor''s row was deleted');
select is(pg_temp.claim(:executor), 'b', 'its step starts again');
select pg_temp.report(:job, 'b') \g /dev/null
select is(pg_temp.job_state(:job), 'completed', 'and the job ends');
delete from baton.attempt_rows where executor_id = 999999;
update baton.step_rows set lost = 0, attempts = 1 where job_id = :job and n = 2;
update baton.attempt_rows set attempt = 1 where job_id = :job and n = 2;
update baton.step_rows set attempts = 2 where job_id = :job and n = 1;

-- A dependency that ended and was not counted down: nothing would open the next step.
select pg_temp.job('[{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"], "depends_on": ["a"]}]') as job \gset
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.report(:job, 'a') \g /dev/null
delete from baton.ready;
select is(pg_temp.repaired(), 'it was ready, and neither in the queue nor running', 'the second of a chain');
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.report(:job, 'b') \g /dev/null

-- Times and turns of jobs.
insert into baton.jobs (steps, run_at, deadline) values ('[{"key": "a", "command": ["x"]}]', baton._now() + interval '1 hour', baton._now() + interval '2 hours') returning id as job \gset
delete from baton.timers;
select is(pg_temp.repaired(), 'the time of its deadline was missing, nothing would have looked at it any more', 'the times of a job were deleted');
select is((select count(*)::int from baton.timers), 2, 'they are there again');
select baton.cancel_job(:job) \g /dev/null
select baton.define_job_type('{"job_type": "turns", "one_active_per": "subject", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
insert into baton.jobs (job_type, subject) values ('turns', 'x') returning id as job \gset
delete from baton.timers where kind = 'turn';
select is(pg_temp.repaired(), 'nothing would have looked at it any more', 'the question whose turn it is was deleted');
select is(pg_temp.claim(:executor), 'a', 'it has its turn');
select pg_temp.report(:job, 'a') \g /dev/null
insert into baton.jobs (job_type, subject) values ('turns', 'x') returning id as job \gset
delete from baton.timers where kind = 'turn';
delete from baton.turns;
select is(pg_temp.repaired(), 'nothing would have looked at it any more', 'its place in the line was deleted');
select is(pg_temp.claim(:executor), 'a', 'it has its turn');
-- A job of which all steps have ended, and it has not; and one that can start, with nothing that would start it.
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as ended \gset
delete from baton.ready where job_id = :ended;
update baton.step_rows set status = 'skipped', status_reason = 'condition', finished_at = baton._now(), ready_id = null where job_id = :ended;
select matches(pg_temp.repaired(), 'all its steps had ended, and it had not', 'a job whose steps have all ended');
select is(pg_temp.job_state(:ended), 'completed', 'ends');
select is(pg_temp.repaired(), 'nothing', 'once');
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as closed \gset
delete from baton.ready where job_id = :closed;
update baton.step_rows set status = 'pending', status_reason = 'dependencies', ready_id = null where job_id = :closed;
select is(pg_temp.repaired(), 'nothing would have looked at it any more', 'a step that could start, and was not opened');
select is(pg_temp.state(:closed, 'a'), 'ready', 'is opened');
select is(baton._repair_job(:ended), 0, 'a job that has ended meanwhile is left alone');
select baton.cancel_job(:closed) \g /dev/null
-- One that is being cancelled, and nothing of it runs.
select baton.cancel_job(:job) \g /dev/null
delete from baton.running;
select is(pg_temp.repaired(), 'it was ready, and neither in the queue nor running, it was being cancelled, and nothing of it ran', 'what was to be stopped is gone');
select is(pg_temp.job_state(:job), 'cancelled (cancelled)', 'the job ends');

-- What belongs to no job.
insert into baton.concurrency_limits (name, slots) values ('limited', 2);
delete from baton.slots;
update baton.lanes set open = false;
insert into baton.circuit_breakers (name) values ('broken');
select baton.open_breaker('broken', 'test', interval '1 hour') \g /dev/null
delete from baton.timers;
delete from baton.turnstiles where id > 60;
select is(pg_temp.repaired(), 'slots of limit limited were missing, the time of circuit breaker broken was missing, a lane of queue default had not followed it, turnstiles were missing', 'slots, breakers, lanes, turnstiles');
select * from finish();
rollback;
