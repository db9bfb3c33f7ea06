begin;
\ir ../fixtures.psql
\ir fixtures.psql
\ir ../refusal.psql
select plan(14);
select pg_temp.executor() as executor \gset
select pg_temp.calls(3) as job \gset
select open_breaker('t_service', 'they told us') \g /dev/null
select is(pg_temp.claim(:executor), '', 'open');
select pg_temp.pass('10 days');
select is(pg_temp.claim(:executor), '', 'until somebody closes it');
select alike(explain_step(:job, 's1'), '%circuit breaker "t_service" is open since % (%: they told us) until somebody closes it. Close it by hand with: select baton.close_breaker(''t_service'')%',
  'explain_step says who, why and what to do');
select is((select status || ': ' || message from health where name = 'breaker t_service'),
  'warning: Open for 10 d (' || _caller() || ': they told us); 3 ready steps wait for it.', 'and so does health');
select close_breaker('t_service') \g /dev/null
select is(pg_temp.claim(:executor, 1), 's1', 'closed');
select open_breaker('t_service', 'maintenance', '1 hour') \g /dev/null
select pg_temp.refuse(:job, 's1') \g /dev/null
select is((select failures from step_rows where job_id = :job and n = 1), null, 'opened by hand it spares what fails meanwhile, too');
select pg_temp.pass('59 minutes');
select is(pg_temp.claim(:executor), '', 'for an hour');
select pg_temp.pass('1 minute');
select is(pg_temp.claim(:executor), 's2', 'then one may try');
select open_breaker('t_service') \g /dev/null
select pg_temp.report(:job, 's2') \g /dev/null
select is(pg_temp.breaker(), 'open 1', 'a success does not close what a person opened');
select pause_queue('default') \g /dev/null
select is(pg_temp.state(:job, 's3'), 'ready (queue_paused)', 'a paused queue is said first');
select close_breaker('t_service') \g /dev/null
select is(pg_temp.claim(:executor), '', 'and closing a breaker does not open the queue');
select resume_queue('default') \g /dev/null
select is(pg_temp.claim(:executor), 's1 s3', 'both are needed');
select is(pg_temp.refusal($$select baton.open_breaker('t_servise')$$), 'BT080: there is no circuit breaker t_servise', 'a name that is not there');
select is(pg_temp.refusal($$select baton.open_breaker('t_service', null, '0')$$), 'BT081: p_for must be longer than nothing and at most 10 years', 'no time at all');
select * from finish();
rollback;
