begin;
\ir ../fixtures.psql
select plan(5);
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as job \gset
create function pg_temp.lose(p_job bigint) returns text language plpgsql as $$
declare
  v_executor bigint := pg_temp.executor('dies');
begin
  perform pg_temp.claim(v_executor);
  update baton.executors set renewed_tick = renewed_tick - 3 where id = v_executor;
  perform baton._expire_leases(1000);
  return pg_temp.state(p_job, 'a');
end $$;
select is(pg_temp.lose(:job), 'ready (orphaned)', 'the first lost attempt runs again');
select is(pg_temp.lose(:job), 'ready (orphaned)', 'the second');
select is(pg_temp.lose(:job), 'ready (orphaned)', 'the third (settings.lost_attempts)');
select is(pg_temp.lose(:job), 'failed (orphaned)', 'the fourth fails for good');
select is((select row(attempts, lost_attempts, error_code, failures)::text from steps where job_id = :job), row(4, 4, 'EXECUTOR_LOST'::text, null::jsonb)::text,
  'counted on their own, not against an error class');

select * from finish();
rollback;
