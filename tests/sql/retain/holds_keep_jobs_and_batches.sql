begin;
\ir ../fixtures.psql
\ir fixtures.psql
select plan(25);
insert into retention_policies (keep_for, action) values ('1 day', 'delete');
select pg_temp.ended('menu', '9 days') as single \gset
select pg_temp.ended('menu', '8 days', p_batch_id => 'b1') as batched \gset
select pg_temp.ended('menu', '7 days') as free \gset
prepare going as select job_id from _removable_jobs(0, 1000000000, _now());
select results_eq('going', format('values (%s::bigint), (%s), (%s)', :single, :batched, :free), 'all are to go');
select hold_job(:single, 'a court'), hold_batch('b1', 'a dispute') \g /dev/null
select results_eq('going', format('values (%s::bigint)', :free), 'the held ones stay');
select is((select string_agg(concat_ws(' ', held_by, reason, held_at = _now(), job_id, batch_id), ', ' order by id) from retention_holds),
  format('%s a court t %s, %1$s a dispute t b1', session_user, :single), 'who, why, when');
select hold_job(:single, 'two courts') \g /dev/null
select is((select string_agg(reason, ', ' order by id) from retention_holds), format('a court; two courts (%s, 2030-01-01), a dispute', session_user), 'holding again adds its reason');
select pg_temp.ended('menu', '7 days', p_batch_id => 'b1') as later \gset
select results_eq('going', format('values (%s::bigint)', :free), 'a later job of the batch stays as well');
select is(release_batch('b1'), true, 'the batch is released');
select is(release_batch('b1'), false, 'once');
select hold_job(:later, 'on its own') \g /dev/null
select results_eq('going', format('values (%s::bigint), (%s)', :batched, :free), 'and goes, but for the job that is held on its own');
select is(release_job(:single) and release_job(:later), true, 'jobs too');
select is(release_job(:later), false, 'once');
select is((select count(*) from retention_holds), 0::bigint, 'nothing is held');
select is((select string_agg(action || coalesce(': ' || reason, ''), ', ' order by id) from job_events where action ~ 'hold|release'),
  'hold_job: a court, hold_batch b1: a dispute, hold_job: two courts, release_batch b1, hold_job: on its own, release_job, release_job', 'all of it is in the history');
select throws_ok('select hold_job(-1, ''x'')', 'BT070', 'there is no job -1', 'no such job');
select throws_ok('select release_job(-1)', 'BT070', 'there is no job -1', 'no such job to release');
select throws_ok(format('select hold_job(%s, '' '')', :free), 'BT111', 'a hold needs a reason', 'no reason');
select throws_ok('select hold_batch(''b1'', null)', 'BT111', 'a hold needs a reason', 'no reason for a batch');
select throws_ok('select hold_batch(''b2'', ''x'')', 'BT113', 'there is no job in a batch of that name', 'a batch nobody knows');
select pg_temp.job('[{"key": "m", "manual": "Look"}]') as open \gset
select lives_ok(format('select hold_job(%s, ''it will matter'')', :open), 'a job that has not ended can be held beforehand');


-- Organisations may have batches of the same name: a hold is about one of them.
select pg_temp.ended('menu', '7 days', p_batch_id => 'b3') as of_nobody, pg_temp.ended('menu', '7 days', p_batch_id => 'b3', p_organisation_id => 'anns') as of_ann,
  pg_temp.ended('menu', '7 days', p_batch_id => 'b3', p_organisation_id => 'joes') as of_joe \gset
create function pg_temp.kept() returns text
language sql
as $$
  select string_agg(coalesce(organisation_id, 'nobody'), ', ' order by id) from baton.jobs
  where batch_id = 'b3' and id not in (select job_id from baton._removable_jobs(0, 1000000000, baton._now()))
$$;
select hold_batch('b3', 'a dispute', 'anns') \g /dev/null
select is(pg_temp.kept(), 'anns', 'the batch of one organisation is held');
select is((select count(*) from output_rows where job_id = :of_ann and id not in (select id from _removable_output(0, 1000000000, _now() + interval '1 year'))), 2::bigint, 'with its output');
select throws_ok(format('select archive_jobs(array[%s])', :of_ann), 'BT112', null, 'and cannot be archived by hand');
select hold_batch('b3', 'another') \g /dev/null
select is(pg_temp.kept(), 'nobody, anns', 'and so can be that of none');
select is(release_batch('b3'), true, 'it is released');
select is(pg_temp.kept(), 'anns', 'by itself');
select throws_ok('select hold_batch(''b3'', ''x'', ''zoes'')', 'BT113', 'the organisation has no job in a batch of that name', 'an organisation without such a batch');

select * from finish();
rollback;
