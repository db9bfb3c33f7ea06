begin;
\ir ../../fixtures.psql
select plan(4);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"], "on_failure": "continue"}, {"key": "b", "command": ["x"], "depends_on": ["a"]},
  {"key": "c", "command": ["x"], "depends_on": ["b"]}, {"key": "d", "command": ["x"]}]') as job \gset
select pg_temp.claim(:executor) \g /dev/null
select is(pg_temp.fail(:job, 'a'), 'recorded', 'a fails, and the job goes on without it');
select matches(baton.explain_step(:job, 'b'), 'because what it depends on did not complete: .*a', 'what depends on it');
select matches(baton.explain_step(:job, 'c'), 'because what it depends on did not complete: .*a', 'and what depends on that: the failure itself is named');

select pg_temp.job('[{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"]}, {"key": "c", "command": ["x"], "depends_on": ["b"]}]') as failing \gset
select pg_temp.claim(:executor), pg_temp.fail(:failing, 'a') \g /dev/null
select matches(baton.explain_step(:failing, 'c'), 'was skipped because its job failed at step a\.', 'what a failing job does not start any more');

select * from finish();
rollback;
