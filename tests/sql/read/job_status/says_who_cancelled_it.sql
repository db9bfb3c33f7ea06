begin;
\ir ../../fixtures.psql
select plan(11);
create function pg_temp.cancelled(p_job bigint) returns text language sql as $$
  select concat_ws(' | ', (status ->> 'cancelled_at')::timestamptz at time zone 'UTC', status ->> 'cancelled_by', status ->> 'cancel_reason')
  from baton.job_status(p_job) as status
$$;
select pg_temp.executor() as executor \gset
select set_config('baton.actor', 'alice', true) \g /dev/null
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as job \gset
select is(pg_temp.cancelled(:job), '', 'nobody has');
select baton.cancel_job(:job, 'ordered twice') \g /dev/null
select is(pg_temp.cancelled(:job), format('2030-01-01 12:00:00 | alice (as %s) | ordered twice', session_user), 'who, when and why');
select is((select concat_ws(' | ', cancelled_by, cancel_reason) from job_overview where job_id = :job), format('alice (as %s) | ordered twice', session_user), 'in the overview, too');
select pg_temp.pass('1 minute') \g /dev/null
select baton.cancel_job(:job, 'once more') \g /dev/null
select matches(pg_temp.cancelled(:job), ' 12:00:00 .* ordered twice$', 'the first one counts');

-- While its script is being stopped, and after.
select pg_temp.job('[{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"], "depends_on": ["a"]}]') as job \gset
select pg_temp.claim(:executor) \g /dev/null
select baton.cancel_job(:job, 'wrong menu') \g /dev/null
select matches(pg_temp.cancelled(:job), ' 12:01:00 .* wrong menu$', 'while it is being stopped');
select pg_temp.pass('5 seconds') \g /dev/null
select pg_temp.report(:job, 'a', '{"ended": "cancelled", "signal": 15}') \g /dev/null
select is(pg_temp.job_state(:job), 'cancelled (cancelled)', 'its script is gone');
select matches(pg_temp.cancelled(:job), ' 12:01:00 .*alice.* wrong menu$', 'the report of its end is not what cancelled it');
select matches(baton.explain_step(:job, 'a'), 'cancel_job by alice .*: wrong menu\.$', 'explain_step of the step that ran');
select matches(baton.explain_step(:job, 'b'), 'cancel_job by alice .*: wrong menu\.$', 'and of the other');
select baton.retry_job(:job) \g /dev/null
select is(pg_temp.cancelled(:job), '', 'it runs again: that is over');

insert into baton.jobs (deadline, steps) values (baton._now() + interval '1 minute', '[{"key": "a", "command": ["x"]}]') returning id as job \gset
select pg_temp.pass('2 minutes') \g /dev/null
select baton._cancel_overdue(100) \g /dev/null
select is(pg_temp.cancelled(:job), '2030-01-01 12:03:05 | baton | the deadline has passed', 'a deadline');
select * from finish();
rollback;
