-- An empty database has no last id to compare with.
begin;
select plan(2);
select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
alter sequence baton.jobs_id_seq restart;
select throws_ok($$insert into baton.jobs (id, job_type) values (9223372036854775807, 't')$$, 'BT026', 'column id of baton.jobs is set by Baton',
  'an id is refused there, too');
insert into baton.jobs (job_type) values ('t') returning id as job \gset
select is(:job, 1, 'and the first job has the first one');
select * from finish();
rollback;
