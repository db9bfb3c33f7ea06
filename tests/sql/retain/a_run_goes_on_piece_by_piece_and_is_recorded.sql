begin;
\ir ../fixtures.psql
\ir fixtures.psql
select plan(14);
insert into retention_policies (keep_for, action) values ('1 day', 'delete');
select pg_temp.ended('menu', '40 days') from generate_series(1, 3) \g /dev/null
select hold_job(min(id), 'its output stays, too') from jobs \g /dev/null
select apply_retention(false, 1) as first \gset
select is(:'first'::jsonb - 'run_id' - 'pause_seconds', '{"more": true, "busy": false, "batches": 0, "definitions": 0, "failures": 0, "output_rows": 0, "removed_rows": 0, "deleted_jobs": 0, "archived_jobs": 0, "dropped_months": []}', 'the first piece has looked around');
select is(apply_retention(false, 1) ->> 'deleted_jobs', '2', 'the second one removes');
select pg_temp.ended('menu', '40 days') as later \gset
select pg_temp.pass('1 minute') \g /dev/null
select pg_temp.run() as last \gset
select is(:'last'::jsonb ->> 'run_id', :'first'::jsonb ->> 'run_id', 'one run');
select is((:'last'::jsonb ->> 'deleted_jobs') || ' ' || (:'last'::jsonb ->> 'more'), '2 false', 'to its end, about what was there at its beginning');
select results_eq('select finished_at - started_at, started_by = session_user, phase, failures from retention_runs order by id desc limit 1',
  $$values (interval '1 minute', true, 'done' collate "default", 0::bigint)$$, 'it is recorded');
select is((select count(*) from output_rows join jobs on jobs.id = job_id where jobs.id <> :later), 2::bigint, 'output of a held job stays');
select is(pg_temp.run() ->> 'deleted_jobs', '1', 'the next run takes what came later');

select apply_retention(false, 1) ->> 'run_id' as stopped \gset
select pg_temp.pass('25 hours') \g /dev/null
select isnt(apply_retention(false, 1) ->> 'run_id', :'stopped', 'a run that stood still for a day is not continued');
select is((select last_failure from retention_runs where id = :stopped), 'it was given up after a day', 'which is told');
select is((select count(*) from retention_runs where finished_at is null), 1::bigint, 'one is under way');

select throws_ok('select apply_retention(null)', 'BT110', null, 'really or not?');
select throws_ok('select apply_retention(false, 0)', 'BT110', null, 'how many pieces?');
update installation set database_oid = 1;
select is(apply_retention(false), '{"on_hold": true, "more": false}', 'nothing leaves a copied database');
select accept_database() \g /dev/null
select is(apply_retention(false) ->> 'more', 'false', 'until it is accepted');

select * from finish();
rollback;
