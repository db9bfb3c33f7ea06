begin;
\ir ../fixtures.psql
\ir poison.psql
set client_min_messages = error;
select plan(8);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as job \gset
select pg_temp.job('[{"key": "b", "command": ["x"]}]') as other \gset
select pg_temp.poison('running', 'insert', array[:job], '22012') \g /dev/null
select is(pg_temp.claim_as_executors_do(:executor), '1 carefully', 'the other one is claimed');
select is(baton.explain_step(:job, 'a') ~ 'It is set aside: the start of step a of job \d+ fails with SQLSTATE 22012: poison \(once since', true,
  'explain_step names the error');
select is((select message ~ '^1 row fails, such as the start of step a of job \d+: poison \(SQLSTATE 22012; failed once, since' from baton.health
           where name = 'set aside: claim'), true, 'health names it');
select is((select status from baton.health where name = 'set aside: claim'), 'warning', 'as a warning: all others run');
select is(baton._told_of_aside() #> '{set_aside}' @> jsonb_build_object('count', 1, 'job_id', :job, 'step', 'a', 'sqlstate', '22012'), true,
  'and so does the answer to maintain(), for the log');
select pg_temp.pass('11 seconds') \g /dev/null
update baton.clock set ticked_at = baton._now();
select pg_temp.maintain() \g /dev/null
select is((select format('%s %s', tries, next_try_at - baton._now()) from baton.set_aside), '2 00:00:20', 'it is tried again, more slowly each time');
update baton.set_aside set tries = 20;
select pg_temp.pass('21 seconds') \g /dev/null
update baton.clock set ticked_at = baton._now();
select pg_temp.maintain() \g /dev/null
select is((select next_try_at - baton._now() from baton.set_aside), '5 minutes', 'but at least every five minutes');
select baton.cancel_job(:job) \g /dev/null
select is(pg_temp.job_state(:job), 'cancelled (cancelled)', 'its job can be cancelled');
select * from finish();
rollback;
