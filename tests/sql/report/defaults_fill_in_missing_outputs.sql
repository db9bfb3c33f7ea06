begin;
\ir ../fixtures.psql
select plan(2);
select pg_temp.executor() as executor \gset
insert into baton.jobs (parameters, steps) values ('{"slug": "joes"}', '[{"key": "a", "command": ["x"], "rules": [
  {"match": "stdout", "pattern": "Subdomain:\\s*(\\S+)", "output": "subdomain", "default": "{{parameters.slug}}"},
  {"match": "stdout", "pattern": "Id: (\\d+)", "output": "id", "default": "none"}]}]') returning id as job \gset
select pg_temp.claim(:executor) \g /dev/null
select is(pg_temp.report(:job, 'a', '{"ended": "exited", "exit_code": 0, "outputs": {"id": "42"}}'), 'recorded', 'one rule found nothing');
select is((select outputs from steps where job_id = :job), '{"id": "42", "subdomain": "joes"}', 'its default stands in, rendered');

select * from finish();
rollback;
