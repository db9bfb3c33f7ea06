begin;
\ir ../../fixtures.psql
select plan(2);
select pg_temp.job('[{"key": "review", "manual": "Look at the leads"}]') as job \gset
select is(pg_temp.state(:job, 'review'), 'action_required (manual)', 'a person is needed');
select is(baton.explain_step(:job, 'review'), format(
  E'Step "review" of job %s waits for a person since 2030-01-01 12:00:00 UTC (less than a second ago): Look at the leads\nThen: select baton.resolve_step(%s, ''review'', ''completed'', ''{}'', ''why'') (or ''failed'', ''skipped'')',
  :job, :job), 'the instructions and the call to make');

select * from finish();
rollback;
