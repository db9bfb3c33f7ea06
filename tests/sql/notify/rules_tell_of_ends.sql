begin;
\ir ../fixtures.psql
select plan(21);

select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
select baton.define_job_type('{"job_type": "u", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
select baton.define_job_type('{"job_type": "tell", "required_parameters": ["notification"], "steps": [{"key": "tell", "command": ["x"]}]}') \g /dev/null
select pg_temp.executor() as one \gset
-- What was told, by whom, of which job.
create function pg_temp.told() returns text language sql as $$
  select coalesce(string_agg(concat_ws(' ', job_type, parameters -> 'notification' ->> 'notification', parameters -> 'notification' ->> 'kind',
    parameters -> 'notification' ->> 'status', parameters -> 'notification' ->> 'error_code'), ', ' order by id), 'nothing')
  from baton.jobs where parameters ? 'notification'
$$;
create function pg_temp.forget() returns void language sql as $$
  update baton.notifications set enabled = false;
  select baton.cancel_job(id) from baton.jobs where parameters ? 'notification';
  update baton.jobs set parameters = '{}' where parameters ? 'notification';
  update baton.notifications set enabled = true;
$$;
create function pg_temp.run(p_type text, p_end text default 'complete') returns bigint language plpgsql as $$
declare
  v_job bigint;
begin
  insert into baton.jobs (job_type, parameters, subject, organisation_id) values (p_type, '{"secret": "hush"}', 's', 'o') returning id into v_job;
  perform pg_temp.claim((select max(id) from baton.executors));
  perform case p_end when 'complete' then pg_temp.report(v_job, 'a') when 'fail' then pg_temp.fail(v_job, 'a') when 'stumble' then pg_temp.stumble(v_job, 'a') end;
  return v_job;
end $$;

select pg_temp.run('t') \g /dev/null
select is(pg_temp.told(), 'nothing', 'without rules nothing is told');

insert into baton.notifications (name, job_type, target_job_type) values ('ends-of-t', 't', 'tell');
select pg_temp.run('t') as job \gset
select is(pg_temp.told(), 'tell ends-of-t job_ended completed', 'an end');
select is((select (parameters -> 'notification') - 'at' from baton.jobs where job_type = 'tell'),
  jsonb_build_object('notification', 'ends-of-t', 'kind', 'job_ended', 'job_id', :job, 'job_type', 't', 'organisation_id', 'o', 'subject', 's', 'status', 'completed'),
  'where to look, and no parameter');
select is((select organisation_id from baton.jobs where job_type = 'tell'), 'o', 'the job belongs to the same organisation');
select pg_temp.forget() \g /dev/null
select pg_temp.run('u') \g /dev/null
select is(pg_temp.told(), 'nothing', 'not of another type');

update baton.notifications set status = 'failed', job_type = null;
select pg_temp.run('u') \g /dev/null
select is(pg_temp.told(), 'nothing', 'nor of another end');
select pg_temp.run('u', 'fail') \g /dev/null
select is(pg_temp.told(), 'tell ends-of-t job_ended failed VALIDATION', 'but of this one');
select pg_temp.forget() \g /dev/null
update baton.notifications set error_code = 'TIMEOUT';
select pg_temp.run('u', 'fail') \g /dev/null
select is(pg_temp.told(), 'nothing', 'nor of another class');
update baton.notifications set enabled = false, error_code = null;
select pg_temp.run('u', 'fail') \g /dev/null
select is(pg_temp.told(), 'nothing', 'nor when it is switched off');
delete from baton.notifications;

-- Retries that are used up, and errors that were never worth one.
insert into baton.notifications (name, kind, target_job_type) values ('given-up', 'retries_exhausted', 'tell');
select pg_temp.run('t', 'fail') \g /dev/null
select pg_temp.run('t', 'stumble') as job \gset
select is(pg_temp.told(), 'nothing', 'a validation error is not retried, a timeout is not given up at once');
create function pg_temp.try_again(p_job bigint) returns void language sql as $$
  select pg_temp.pass('1 hour'); select pg_temp.claim((select max(id) from baton.executors)); select pg_temp.stumble(p_job, 'a')
$$;
select pg_temp.try_again(:job), pg_temp.try_again(:job), pg_temp.try_again(:job) \g /dev/null
select is(pg_temp.told(), 'tell given-up retries_exhausted failed TIMEOUT', 'after the third retry it is');
select pg_temp.forget() \g /dev/null
delete from baton.notifications;

-- Ends by people: a draft that is cancelled, an edit, a job that is being cancelled.
insert into baton.notifications (name, job_type, target_job_type) values ('n', 't', 'tell');
insert into baton.jobs (job_type, auto_start) values ('t', false) returning id as job \gset
select baton.cancel_job(:job) \g /dev/null
insert into baton.jobs (job_type) values ('t') returning id as job \gset
select baton.set_step_status(:job, 'a', 'completed', 'by hand') \g /dev/null
select is(pg_temp.told(), 'tell n job_ended cancelled, tell n job_ended completed', 'each end is told once');
select baton.retry_job(:job, 'a') \g /dev/null
select pg_temp.claim(:one) \g /dev/null
select pg_temp.report(:job, 'a') \g /dev/null
select is((select count(*) from baton.jobs where job_type = 'tell' and parameters -> 'notification' ->> 'job_id' = :'job'), 2::bigint, 'and so is the next end of the same job');
select pg_temp.forget() \g /dev/null

-- Another end by hand is an end, too.
select pg_temp.run('t') as job \gset
select pg_temp.forget() \g /dev/null
select baton.set_step_status(:job, 'a', 'failed', 'the menu is empty') \g /dev/null
select is(pg_temp.told(), 'tell n job_ended failed REJECTED', 'a completed job that a person marks failed');
select pg_temp.forget() \g /dev/null

-- No end without end: what tells is not told of by jobs.
update baton.notifications set job_type = null;
select pg_temp.run('t') \g /dev/null
select pg_temp.claim(:one) \g /dev/null
select pg_temp.report(max(id), 'tell') from baton.jobs where job_type = 'tell' \g /dev/null
select is(pg_temp.told(), 'tell n job_ended completed', 'the end of a job that tells brings none');
select pg_temp.forget() \g /dev/null

-- Two rules, and a target that does not work: the end counts, and the other is told.
insert into baton.notifications (name, target_job_type) values ('a-broken', 'u');
select baton.disable_job_type('u') \g /dev/null
select pg_temp.run('t') as job \gset
select is(pg_temp.job_state(:job), 'completed', 'the job ended');
select is(pg_temp.told(), 'tell n job_ended completed', 'the other rule told of it');
select is((select action || ': ' || reason from baton.job_history where job_id = :job and action like 'notification %'),
  'notification a-broken: BT021: job type u is disabled', 'and the history says what did not work');
delete from baton.notifications;

-- Breakers and orphans.
insert into baton.circuit_breakers (name) values ('t_x'), ('t_y');
insert into baton.notifications (name, kind, target_job_type, circuit_breaker) values ('b', 'breaker_opened', 'tell', 't_x'), ('other', 'breaker_opened', 'tell', 't_y');
select pg_temp.forget() \g /dev/null
select baton.open_breaker('t_x', 'maintenance'), baton.open_breaker('t_x', 'still') \g /dev/null
select is((select string_agg(((parameters -> 'notification') - 'at' - 'opened_by')::text, ' ') from baton.jobs where parameters ? 'notification'),
  '{"kind": "breaker_opened", "reason": "maintenance", "notification": "b", "circuit_breaker": "t_x"}', 'a breaker that opens, once');
select pg_temp.forget() \g /dev/null
insert into baton.notifications (name, kind, target_job_type) values ('o', 'orphan_recovered', 'tell');
insert into baton.jobs (job_type) values ('t') returning id as job \gset
select pg_temp.claim(:one) \g /dev/null
update baton.clock set tick = tick + 3;
select baton._expire_leases(10) \g /dev/null
select is(pg_temp.told(), 'tell o orphan_recovered in_progress', 'an attempt that was lost and runs again');
select is((select parameters -> 'notification' ->> 'reason' from baton.jobs where parameters ? 'notification'), 'its executor stopped renewing its lease', 'and why');

select * from finish();
rollback;
