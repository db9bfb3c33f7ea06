begin;
\ir ../fixtures.psql
select plan(6);
select pg_temp.executor() as executor \gset
insert into baton.jobs (parameters, steps) values ('{"slug": "joes"}', '[{"key": "a", "command": ["x"], "rules": [
  {"match": "stdout", "pattern": "Subdomain:\\s*(\\S+)", "output": "subdomain", "default": "{{parameters.slug}}"},
  {"match": "stdout", "pattern": "Id: (\\d+)", "output": "id", "default": "none"}]}]') returning id as job \gset
select pg_temp.claim(:executor) \g /dev/null
select is(pg_temp.report(:job, 'a', '{"ended": "exited", "exit_code": 0, "outputs": {"id": "42"}}'), 'recorded', 'one rule found nothing');
select is((select outputs from steps where job_id = :job), '{"id": "42", "subdomain": "joes"}', 'its default stands in, rendered');

-- Of rules with a type: values, digit for digit; only texts are templates.
insert into baton.jobs (parameters, steps) values ('{"slug": "joes"}', '[{"key": "a", "command": ["x"], "rules": [
  {"match": "stdout", "pattern": "n=(.*)", "output": "n", "type": "number", "default": 0.10},
  {"match": "stdout", "pattern": "b=(.*)", "output": "b", "type": "boolean", "default": false},
  {"match": "stdout", "between": ["<<", ">>"], "output": "j", "type": "json", "default": {"t": "{{parameters.slug}}"}},
  {"match": "stdout", "pattern": "k=(.*)", "output": "k", "type": "json", "default": null},
  {"match": "stdout", "pattern": "t=(.*)", "output": "t", "type": "json", "default": "{{parameters.slug}}"}]}]') returning id as job \gset
select pg_temp.claim(:executor) \g /dev/null
select is(pg_temp.report(:job, 'a'), 'recorded', 'no rule found anything');
select is((select outputs::text from steps where job_id = :job), '{"b": false, "j": {"t": "{{parameters.slug}}"}, "k": null, "n": 0.10, "t": "joes"}', 'each default is of its type');

insert into baton.jobs (subject, steps) values ('joe', '[{"key": "a", "command": ["x"], "rules": [
  {"match": "stdout", "pattern": "i=(.*)", "output": "i", "default": "{{job.id}} {{job.subject}}"},
  {"match": "stdout", "pattern": "t=(.*)", "output": "t", "default": "{{job.type:-none}}"},
  {"match": "stdout", "pattern": "r=(.*)", "output": "r", "default": "row {{checkpoint.row:-0}}"}]}]') returning id as job \gset
select pg_temp.claim(:executor) \g /dev/null
select is(pg_temp.report(:job, 'a', '{"ended": "exited", "exit_code": 0, "checkpoint": {"row": 5}}'), 'recorded', 'a script that saved a checkpoint');
select is((select outputs from steps where job_id = :job), jsonb_build_object('i', :job || ' joe', 't', 'none', 'r', 'row 5'),
  'a default may name whatever a command may');
select * from finish();
rollback;
