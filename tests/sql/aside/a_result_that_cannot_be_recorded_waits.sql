begin;
\ir ../fixtures.psql
\ir poison.psql
set client_min_messages = error;
select plan(20);
select pg_temp.executor() as executor \gset
select pg_temp.jobs(5) as jobs \gset
select (:'jobs'::bigint[])[3] as bad \gset
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.poison('attempt_rows', 'insert', array[:bad]) \g /dev/null
select is(pg_temp.report_all(:executor), '4 recorded, 1 set aside', 'the other results of the call are recorded');
select is(pg_temp.report_all(:executor), '1 set aside', 'it may be reported again, any number of times');
select is(pg_temp.aside(), format('report %s/1 P0001', :bad), 'it is set aside');
select is(pg_temp.state(:bad, 'a'), 'running', 'its step goes on running: nobody else may start it');
select is(baton.explain_step(:bad, 'a') ~ 'set aside: recording the end of step a of job \d+ fails with SQLSTATE P0001: poison', true,
  'explain_step says why');
select is((select count(*)::int from baton.health where name = 'set aside: report'), 1, 'and health');
select pg_temp.pass('11 seconds') \g /dev/null
update baton.clock set ticked_at = baton._now();
select pg_temp.maintain() \g /dev/null
select is(pg_temp.aside(), format('report %s/1 P0001', :bad), 'it is the executor''s to try again, not maintenance''s');
select pg_temp.cure('attempt_rows') \g /dev/null
select baton.renew_lease(:executor, array(select token from baton.running), 100, 'active') \g /dev/null
select is(pg_temp.report_all(:executor), '1 recorded', 'the cause has gone, and it is recorded');
select is(pg_temp.job_state(:bad), 'completed', 'and its job ends');
select pg_temp.pass('11 seconds') \g /dev/null
update baton.clock set ticked_at = baton._now();
select pg_temp.maintain() \g /dev/null
select is(pg_temp.aside(), 'nothing', 'and nothing is set aside');

-- What an executor hands back when it renews or ends.
select pg_temp.jobs(3) as jobs \gset
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.poison('attempt_rows', 'insert', (:'jobs'::bigint[])[1:1]) \g /dev/null
select lives_ok(format('select baton.renew_lease(%s, ''{}'', 1000, ''active'')', :executor), 'a lease is renewed although one attempt cannot be handed back');
select is((select count(*)::int from baton.running), 1, 'the others are');
select is(baton.release_executor(:executor), 0, 'and an executor ends');
select pg_temp.cure('attempt_rows') \g /dev/null
select pg_temp.pass('1 minute') \g /dev/null
select pg_temp.tick_and_maintain() \g /dev/null
select is((select count(*) from baton.running) || ' ' || pg_temp.aside(), '0 nothing', 'what was left is recovered when the cause has gone');

-- A trouble of a moment costs no outputs, however often the executor asks meanwhile; one that stays does.
create function pg_temp.reported(p_job bigint) returns text
language sql
as $$
  select string_agg(split_part(answer.result, ':', 1), ',')
  from baton.running
  cross join lateral baton.report_attempts(running.executor_id, nextval('call_numbers'), jsonb_build_array(jsonb_build_object(
    'job_id', running.job_id, 'n', running.n, 'token', running.token, 'ended', 'exited', 'exit_code', 0,
    'outputs', jsonb_build_object('menu', 7)))) as answer
  where running.job_id = p_job
$$;
select pg_temp.executor('another') as executor \gset
select pg_temp.jobs(2) as jobs \gset
select (:'jobs'::bigint[])[1] as short, (:'jobs'::bigint[])[2] as long \gset
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.poison('attempt_rows', 'insert', :'jobs'::bigint[]) \g /dev/null
select is((select string_agg(distinct pg_temp.reported(:short), ',') from generate_series(1, 20)), 'set aside', 'twenty times within a moment');
select pg_temp.reported(:long) \g /dev/null
select pg_temp.pass('10 seconds'), pg_temp.reported(:long) \g /dev/null
select pg_temp.pass('20 seconds'), pg_temp.reported(:long) \g /dev/null
select pg_temp.pass('39 seconds'), pg_temp.reported(:long) \g /dev/null
select is((select tries from baton.set_aside where job_id = :long), 3, 'one before its time does not count');
select pg_temp.pass('1 second'), pg_temp.reported(:long) \g /dev/null
select is((select tries from baton.set_aside where job_id = :long), 4, 'one in its time does');
select pg_temp.pass('-1 hour'), pg_temp.reported(:long) \g /dev/null
select is((select next_try_at - baton._now() from baton.set_aside where job_id = :long), interval '160 seconds',
  'a clock that goes back makes it wait no longer');
select is(pg_temp.reported(:long), 'set aside', 'and where nothing at all of it can be kept, it waits on');
select pg_temp.cure('attempt_rows') \g /dev/null
select pg_temp.reported(:short) \g /dev/null
select is((select outputs ->> 'menu' from baton.steps where job_id = :short), '7', 'and nothing of it is lost');
select * from finish();
rollback;
