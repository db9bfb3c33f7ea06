begin;
\ir ../fixtures.psql
\ir fixtures.psql
select plan(4);
insert into retention_policies (keep_for, action) values ('1 day', 'delete');
select pg_temp.ended('menu', '9 days', p_batch_id => 'b') as ended \gset
select pg_temp.ended('menu', '9 days', p_batch_id => 'b', p_organisation_id => 'other') as theirs \gset
insert into jobs (batch_id, steps) values ('b', '[{"key": "m", "manual": "Look"}]') returning id as open \gset
prepare going as select job_id from _removable_jobs(0, 1000000000, _now());
select results_eq('going', format('values (%s::bigint)', :theirs), 'one of its jobs waits for a person: the other stays; a batch of that name of somebody else is another');
select is(pg_temp.run() ->> 'deleted_jobs', '1', 'the run sees it so');
select cancel_job(:open) \g /dev/null
select results_eq('going', format('values (%s::bigint)', :ended), 'it has ended');
select pg_temp.pass('2 days') \g /dev/null
select results_eq('going', format('values (%s::bigint), (%s)', :ended, :open), 'and all of it goes');

select * from finish();
rollback;
