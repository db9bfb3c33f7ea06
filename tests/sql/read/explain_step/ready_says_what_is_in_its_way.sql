begin;
\ir ../../fixtures.psql
select plan(10);
insert into baton.queues (name) values ('q');
select pg_temp.job('[{"key": "a", "command": ["x"], "queue": "q"}, {"key": "b", "command": ["x"], "queue": "q"}]') as job \gset
select is(baton.explain_step(:job, 'a'), format(
  'Step "a" of job %s is ready, but no executor that is alive serves queue "q". Start one with: baton executor --queues q --commands DIR', :job),
  'nobody serves the queue');

select pg_temp.executor('q-worker', 1, '{q}') as executor \gset
select is(baton.explain_step(:job, 'b'), format(
  'Step "b" of job %s is ready and starts with the next claim: 1 of 1 slots of queue "q" are free, and executors look at least every 1000 ms. 1 step is ahead of it in its queue.', :job),
  'somebody does');

select is(pg_temp.claim(:executor, 1), 'a', 'the slot is taken');
select is(baton.explain_step(:job, 'b'), format(
  'Step "b" of job %s is ready and waits for a free slot: all 1 slots of the executors of queue "q" are taken. Nothing is ahead of it in its queue.', :job),
  'no slot is free');

select lives_ok($$ select baton.pause_queue('q', 'the supplier is down') $$, 'the queue is paused');
select is(baton.explain_step(:job, 'b'), format(
  'Step "b" of job %s is ready, but queue "q" is paused by %s since 2030-01-01 12:00:00 UTC (less than a second ago): the supplier is down. Resume it with: select baton.resume_queue(''q'')',
  :job, current_user), 'by whom, since when, why, and the way out');
select lives_ok($$ select baton.resume_queue('q') $$, 'the queue is resumed');

select baton.renew_lease(:executor, array(select token from running where executor_id = :executor), 1000000, 'draining') \g /dev/null
select matches(baton.explain_step(:job, 'b'), 'the only executors of queue "q" are draining and take nothing new', 'who is there is leaving');
select baton.release_executor(:executor) \g /dev/null
select matches(baton.explain_step(:job, 'b'), 'no executor that is alive serves queue "q" \(last seen: q-worker on test-host, gone, ', 'and who was there last');

update baton.installation set database_oid = 1;
select matches(baton.explain_step(:job, 'b'), 'on hold.*select baton\.accept_database\(\)', 'a copied database is on hold');

select * from finish();
rollback;
