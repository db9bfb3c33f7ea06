begin;
\ir ../../fixtures.psql
select plan(14);
select pg_temp.executor() as executor \gset
select baton.define_job_type('{"job_type": "t_one", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
select baton.define_job_type('{"job_type": "t_two", "steps": [{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"], "queue": "t_mail"}]}') \g /dev/null

create function pg_temp.names(p_ids bigint[]) returns text language sql as $$
  select coalesce(string_agg(job.subject, ' ' order by place), '')
  from unnest(p_ids) with ordinality as found (id, place) join baton.jobs as job using (id)
$$;
insert into baton.jobs (job_type, subject, organisation_id) values ('t_one', 't_good', 't_acme') returning id as good \gset
insert into baton.jobs (job_type, subject, organisation_id) values ('t_one', 't_bad', 't_acme') returning id as bad \gset
insert into baton.jobs (job_type, subject, batch_id) values ('t_two', 't_gone', 't_batch') returning id as gone \gset
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.report(:good, 'a'), pg_temp.report(:bad, 'a', '{"ended": "exited", "exit_code": 1, "message": {"type": "error", "code": "VALIDATION", "message": "no"}}') \g /dev/null
select pg_temp.pass('1 hour');
insert into baton.jobs (job_type, subject) values ('t_two', 't_late') returning id as late \gset
select baton.cancel_job(:late) \g /dev/null

select is(pg_temp.names(array(select baton.find_jobs(p_job_types => '{t_one,t_two}'))), 't_late t_gone t_bad t_good', 'the newest first');
select is(pg_temp.names(array(select baton.find_jobs(p_job_types => '{t_one}'))), 't_bad t_good', 'of one type');
select is(pg_temp.names(array(select baton.find_jobs('{failed}', '{t_one,t_two}'))), 't_bad', 'failed');
select is(pg_temp.names(array(select baton.find_jobs('{failed,cancelled}', '{t_one,t_two}'))), 't_late t_bad', 'failed or cancelled');
select is(pg_temp.names(array(select baton.find_jobs('{completed,failed}', '{t_one,t_two}'))), 't_bad t_good', 'ended either way');
select is(pg_temp.names(array(select baton.find_jobs(p_subject => 't_good'))), 't_good', 'of a subject');
select is(pg_temp.names(array(select baton.find_jobs(p_organisation_id => 't_acme'))), 't_bad t_good', 'of an organisation');
select is(pg_temp.names(array(select baton.find_jobs(p_batch_id => 't_batch'))), 't_gone', 'of a batch');
select is(pg_temp.names(array(select baton.find_jobs(p_queue => 't_mail'))), 't_late t_gone', 'with a step in a queue');
select is(pg_temp.names(array(select baton.find_jobs(p_error_codes => '{VALIDATION}', p_organisation_id => 't_acme'))), 't_bad', 'of an error class');
select is(pg_temp.names(array(select baton.find_jobs(p_job_types => '{t_one,t_two}', p_since => baton._now() - interval '1 minute'))), 't_late', 'since a time');
select is(pg_temp.names(array(select baton.find_jobs(p_job_types => '{t_one,t_two}', p_until => baton._now() - interval '1 minute', p_limit => 2))), 't_gone t_bad', 'until a time');
select is(pg_temp.names(array(select baton.find_jobs(p_job_types => '{t_one,t_two}', p_before => :bad))), 't_good', 'the page after a job');
select is(pg_temp.names(array(select baton.find_jobs('{}'))), '', 'of no status there is none');
select * from finish();
rollback;
