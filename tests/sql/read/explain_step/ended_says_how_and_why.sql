begin;
\ir ../../fixtures.psql
select plan(11);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}, {"key": "never", "command": ["x"], "when": {"parameters.wanted": "= yes"}},
  {"key": "b", "command": ["x"], "depends_on": ["a"]}, {"key": "c", "command": ["x"], "depends_on": ["b"]},
  {"key": "d", "command": ["x"], "depends_on": ["b"]}, {"key": "e", "command": ["x"], "depends_on": ["d"], "run_if": "all_finished"}]') as job \gset
select is(pg_temp.claim(:executor) || ' ' || pg_temp.report(:job, 'a'), 'a recorded', 'a succeeds');
select is(baton.explain_step(:job, 'a'), format('Step "a" of job %s completed 2030-01-01 12:00:00 UTC (less than a second ago) with attempt 1.', :job), 'completed');
select is(baton.explain_step(:job, 'never'), format(
  'Step "never" of job %s was skipped because its condition was not met: when {"parameters.wanted": "= yes"}.', :job), 'its condition');
select is(pg_temp.claim(:executor) || ' ' || pg_temp.fail(:job, 'b'), 'b recorded', 'b fails');
select is(baton.explain_step(:job, 'b'), format(
  'Step "b" of job %1$s failed for good 2030-01-01 12:00:00 UTC (less than a second ago) after 1 attempt: VALIDATION: no such thing. Suggested action: Correct the data: baton jobs retry %1$s --set KEY=VALUE (--dry-run only shows it), in SQL baton.retry_job(%1$s, p_parameters => ''{"KEY": "VALUE"}'').', :job),
  'failed, and what to do; no retry while the job goes on');
select matches(baton.explain_step(:job, 'c'), 'was skipped because (its job failed at step b|what it depends on did not complete: b \(failed\))', 'skipped because of b');
select is(pg_temp.claim(:executor) || ' ' || pg_temp.report(:job, 'e'), 'e recorded', 'clean-up runs');
select unalike(baton.explain_step(:job, 'b'), '%Run it again%', 'nor a second time where the suggestion has the call');
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as job \gset
select pg_temp.claim(:executor), pg_temp.report(:job, 'a', '{"ended": "exited", "exit_code": 1, "message": {"type": "error", "code": "AUTH_FAILED", "message": "no"}}') \g /dev/null
select matches(baton.explain_step(:job, 'a'), format('Run it again with: select baton\.retry_job\(%s\)$', :job), 'elsewhere, once the job has ended, it is named');
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as job \gset
select lives_ok(format('select baton.cancel_job(%s, ''ordered twice'')', :job), 'another job is cancelled');
select matches(baton.explain_step(:job, 'a'), 'was cancelled [^:]*:[^:]*:[^:]*\(less than a second ago\)\. That was cancel_job by .*: ordered twice\.$', 'cancelled by whom and why');

select * from finish();
rollback;
