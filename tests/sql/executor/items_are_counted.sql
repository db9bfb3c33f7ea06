begin;
\ir ../fixtures.psql
select plan(9);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"], "backoff": "none"}]') as job \gset
select pg_temp.claim(:executor) \g /dev/null
create function pg_temp.progress(p_job bigint, p_given jsonb) returns text language plpgsql as $$
begin
  perform baton.record_progress(executor_id, jsonb_build_array(jsonb_build_object('job_id', job_id, 'n', n, 'token', token) || p_given)) from baton.running where job_id = p_job;
  return (select concat_ws(' ', coalesce(progress::text, '-') || ' %:', items_done, 'of', items_total, 'less', items_failed) from baton.steps where job_id = p_job);
end $$;
select is(pg_temp.progress(:job, '{"items": {"done": 30, "total": 150}}'), '20 %: 30 of 150 less', 'counts make a percent');
select is(pg_temp.progress(:job, '{"items": {"done": 58, "failed": 2}}'), '40 %: 58 of 150 less 2', 'failed ones are behind us too; the last value of each counts');
select is(pg_temp.progress(:job, '{"percent": 90, "items": {"done": 60}}'), '90 %: 60 of 150 less 2', 'a percent that is given stands');
select is(pg_temp.progress(:job, '{"message": "still there"}'), '90 %: 60 of 150 less 2', 'a mere sign of life changes neither');
select is(pg_temp.progress(:job, '{"items": {"done": -1, "total": "x", "failed": 2.5, "other": 3}}'), '90 %: 60 of 150 less 2', 'what is no count is passed over');
select is(pg_temp.progress(:job, '{"items": {"done": 400, "total": 0}}'), '90 %: 400 of 0 less 2', 'nothing is divided by nothing');
select pg_temp.report(:job, 'a', '{"ended": "exited", "exit_code": 1, "items": {"done": 75, "total": 150, "failed": 0}}') \g /dev/null
select is((select row(status, progress, items_done, items_total, items_failed)::text from steps where job_id = :job), row('retrying'::text, 50, 75, 150, 0)::text, 'the report has the last word');
select is(baton.job_status(:job) #> '{steps,0,items}', '{"done": 75, "total": 150, "failed": 0}', 'in job_status');
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.report(:job, 'a', '{"ended": "exited", "exit_code": 0, "items": {"done": 148, "total": 150, "failed": 2}}') \g /dev/null
select is((select row(progress, items_done, items_failed)::text from step_overview where job_id = :job), row(100, 148, 2)::text, 'and stay with the completed step');
select * from finish();
rollback;
