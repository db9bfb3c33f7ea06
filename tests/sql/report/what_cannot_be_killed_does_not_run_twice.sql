begin;
\ir ../fixtures.psql
-- A process of the attempt lives on: another attempt beside it would be two at once.
select plan(7);
select pg_temp.executor('judge', 1000) as executor \gset
create function pg_temp.judged(p_executor bigint, p_report jsonb) returns text language plpgsql as $$
declare
  v_job bigint := pg_temp.job('[{"key": "a", "command": ["x"]}]');
begin
  perform pg_temp.claim(p_executor);
  perform pg_temp.report(v_job, 'a', p_report || '{"details": {"unkillable": [{"pid": 7, "user": "root", "command": "su"}]}}');
  return (select format('%s, %s, %s: %s', s.status, t.outcome, coalesce(s.error_code, 'no error'), coalesce(s.error_detail, s.warning))
    from steps as s join attempts as t using (job_id) where job_id = v_job);
end $$;
select is(pg_temp.judged(:executor, '{"ended": "timeout"}'),
  'failed, failed, UNKILLABLE: process 7 (su, user root) could not be killed and still runs; ran longer than its timeout of 2 min', 'a timeout is not tried again');
select is(pg_temp.judged(:executor, '{"ended": "interrupted"}'),
  'failed, failed, UNKILLABLE: process 7 (su, user root) could not be killed and still runs; interrupted', 'what a drain interrupts is not handed back');
select is(pg_temp.judged(:executor, '{"ended": "exited", "exit_code": 1}'),
  'failed, failed, UNKILLABLE: process 7 (su, user root) could not be killed and still runs; exited with 1', 'nor what failed');
select is(pg_temp.judged(:executor, '{"ended": "exited", "exit_code": 0, "outputs": {"a": 1}}'),
  'completed, completed, no error: UNKILLABLE: process 7 (su, user root) could not be killed and still runs', 'a success is one, with a warning');
select is(pg_temp.judged(:executor, '{"ended": "cancelled"}'),
  'cancelled, cancelled, no error: ', 'what was cancelled is');
select is((select outputs::text from steps where status = 'completed'), '{"a": 1}', 'the outputs of the success');
select is(pg_temp.judged(:executor, '{"ended": "exited", "exit_code": 0, "message": {"type": "completion", "status": "failed"}}') like 'failed, failed, UNKILLABLE: %',
  true, 'exit 0 of a script that says it failed');

select * from finish();
rollback;
