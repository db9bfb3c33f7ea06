begin;
\ir ../fixtures.psql
\ir fixtures.psql
select plan(11);
insert into retention_policies (keep_for) values ('1 day');
select pg_temp.ended('menu', '2 days') as job \gset
select pg_temp.ended('menu', '2 days') as other \gset
set local role baton_reader;
select is((select count(*) from retention_preview), 4::bigint, 'readers see the preview');
select throws_ok('select apply_retention(true)', '42501', null, 'they run nothing');
select throws_ok('update retention_policies set keep_for = ''0''', '42501', null, 'and change nothing');
set local role baton_app;
select throws_ok('select * from retention_preview', '42501', null, 'applications see nothing of it');
select throws_ok(format('select hold_job(%s, ''x'')', :job), '42501', null, 'and hold nothing');
set local role baton_operator;
select lives_ok('update retention_policies set keep_for = ''2 hours''', 'operators set policies');
select lives_ok(format('select hold_job(%s, ''x'')', :job), 'and holds,');
select throws_ok('delete from retention_holds', '42501', null, 'by functions, so that it is in the history');
select throws_ok('delete from archived_jobs', '42501', null, 'nobody changes the archive');
set local role baton_cron;
select is(apply_retention(false) ->> 'archived_jobs', '1', 'pg_cron''s role runs it');
select throws_ok(format('select archive_jobs(array[%s])', :job), '42501', null, 'as the policies say, and no more');
reset role;

select * from finish();
rollback;
