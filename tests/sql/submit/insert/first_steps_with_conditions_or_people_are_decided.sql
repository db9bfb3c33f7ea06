begin;
\ir ../../refusal.psql
select plan(1);

select baton.define_job_type('{"job_type": "t", "steps": [
  {"key": "manual", "manual": "Look"},
  {"key": "wanted", "command": ["x"], "when": {"parameters.items": "> 0"}},
  {"key": "unwanted", "command": ["x"], "when": {"parameters.items": "= 0"}},
  {"key": "after", "command": ["x"], "depends_on": ["unwanted"]}]}') \g /dev/null
insert into baton.jobs (job_type, parameters) values ('t', '{"items": 3}') returning id as job \gset
select is(pg_temp.steps_of(:job),
  'manual action_required, wanted ready, unwanted skipped (condition), after ready',
  'in the transaction of the INSERT, with what follows from them');

select * from finish();
rollback;
