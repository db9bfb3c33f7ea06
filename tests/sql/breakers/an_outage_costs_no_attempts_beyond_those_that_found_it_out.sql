begin;
\ir ../fixtures.psql
\ir fixtures.psql
select plan(8);
update error_classes set max_retries = 1 where code = 'NETWORK';
select pg_temp.executor() as executor \gset
select pg_temp.calls(8) as job \gset
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.report_all(:job, array['s1', 's2', 's3', 's4', 's5', 's6', 's7']) \g /dev/null
select results_eq(format('select key, status collate "default", status_reason collate "default", (failures ->> ''NETWORK'')::int from steps where job_id = %s order by n', :job), $$values
  ('s1', 'retrying', 'backoff', 1), ('s2', 'retrying', 'backoff', 1), ('s3', 'retrying', 'backoff', 1),
  ('s4', 'retrying', 'backoff', 1), ('s5', 'retrying', 'backoff', 1),
  ('s6', 'ready', 'breaker:t_service', null), ('s7', 'ready', 'breaker:t_service', null), ('s8', 'running', null, null)$$,
  'of seven failures in one call five found it out and are charged, two are not');
select is((select details ->> 'not_charged_for' from attempt_rows where job_id = :job and n = 6), 'breaker:t_service',
  'the attempt is recorded and says so');
select pg_temp.fail(:job, 's8') \g /dev/null
select is((select failures from step_rows where job_id = :job and n = 8), '{"VALIDATION": 1}', 'a class that does not count is charged');

-- Half-open for ten rounds: no budget survives that many charged failures.
select pg_temp.calls(1) as patient \gset
do $$
begin
  for i in 1 .. 10 loop
    perform pg_temp.pass('30 seconds');
    perform pg_temp.claim((select max(id) from executors));
    perform pg_temp.refuse(running.job_id, definition.key)
    from running join jobs on jobs.id = running.job_id
    join definition_steps as definition on definition.definition_id = jobs.definition_id and definition.n = running.n;
  end loop;
end
$$;
select is(pg_temp.breaker(), 'open 17', 'ten probes failed');
select is((select count(*) from steps where job_id = :job and status = 'failed'), 1::bigint, 'and nothing failed for it (but s8)');
select pg_temp.pass('30 seconds');
select pg_temp.claim(:executor) \g /dev/null
select is((select count(*) from running), 1::bigint, 'one probe');
select pg_temp.report(running.job_id, definition.key)
from running join jobs on jobs.id = running.job_id
join definition_steps as definition on definition.definition_id = jobs.definition_id and definition.n = running.n \g /dev/null
select is(pg_temp.breaker(), 'closed 0', 'its success closes the breaker');
select is((select count(*) from (select pg_temp.claim(:executor)) as c, running), 0::bigint, 'a failing job starts nothing more');
select * from finish();
rollback;
