begin;
\ir ../../fixtures.psql
select plan(3);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"], "on_failure": "continue"}, {"key": "b", "command": ["x"], "depends_on": ["a"]},
  {"key": "c", "command": ["x"], "depends_on": ["b"]}, {"key": "d", "command": ["x"]}]') as job \gset
select pg_temp.claim(:executor) \g /dev/null
select is(pg_temp.fail(:job, 'a'), 'recorded', 'a fails, and the job goes on without it');
select matches(baton.explain_step(:job, 'b'), 'because what it depends on did not complete: .*a', 'what depends on it');
select matches(baton.explain_step(:job, 'c'), 'because what it depends on did not complete: .*a', 'and what depends on that: the failure itself is named');

select * from finish();
rollback;
