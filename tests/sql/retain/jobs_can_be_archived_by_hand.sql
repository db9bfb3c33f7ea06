begin;
\ir ../fixtures.psql
\ir fixtures.psql
select plan(9);
select pg_temp.ended('menu', '1 minute') as one \gset
select pg_temp.ended('menu', '1 minute', p_status => 'failed') as two \gset
select pg_temp.ended('menu', '1 minute', p_batch_id => 'b') as held \gset
select pg_temp.job('[{"key": "m", "manual": "Look"}]') as open \gset
select hold_batch('b', 'a dispute') \g /dev/null
select throws_ok(format('select archive_jobs(array[%s, %s])', :one, :open), 'BT054', format('job %s has not ended: it is in_progress', :open), 'one has not ended');
select throws_ok(format('select archive_jobs(array[%s, %s])', :one, :held), 'BT112', format('job %s is held', :held), 'one is held');
select throws_ok(format('select archive_jobs(array[%s, -1])', :one), 'BT070', 'there is no job -1', 'one is not there');
select throws_ok('select archive_jobs(''{}'')', 'BT110', 'archive_jobs takes 1 to 1000 jobs, not 0', 'none');
select throws_ok('select archive_jobs(null)', 'BT110', 'archive_jobs takes 1 to 1000 jobs, not 0', 'none at all');
select is((select count(*) from archived_jobs), 0::bigint, 'all or nothing');
select is(archive_jobs(array[:two, :one, :one]), 2, 'two are archived');
select set_eq('select job_id, status from archived_jobs', format($$values (%s::bigint, 'completed'), (%s, 'failed')$$, :one, :two), 'as they were');
select is((select count(*) from pg_temp.rows_of_jobs() where job_id in (:one, :two)), 0::bigint, 'and are gone from the tables');

select * from finish();
rollback;
