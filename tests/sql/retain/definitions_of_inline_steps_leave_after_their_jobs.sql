-- Inline steps that no job uses go with the run after their last job; the preview says how many. Versions of job types never go.
begin;
\ir ../fixtures.psql
\ir ../refusal.psql
\ir fixtures.psql
select plan(21);
insert into retention_policies (keep_for, action) values ('10 days', 'delete');
create function pg_temp.inline(p_word text) returns bigint
language sql
as $$ insert into baton.jobs (steps) values (jsonb_build_array(jsonb_build_object('key', p_word, 'command', jsonb_build_array('x')))) returning id $$;
create function pg_temp.words() returns text
language sql
as $$
  select string_agg(definition #>> '{steps,0,key}', ' ' order by definition #>> '{steps,0,key}')
  from baton.definitions where job_type is null and definition #>> '{steps,0,key}' like 'w\_%'
$$;
create function pg_temp.foreseen() returns text
language sql
as $$ select rows || ' ' || (bytes > 0) || ' ' || coalesce(baton._now() - oldest, '0')::text from pg_temp.exact() where action = 'delete definitions' $$;

select pg_temp.pass('-40 days') \g /dev/null
select pg_temp.inline('w_gone') as gone, pg_temp.inline('w_shared') as shared, pg_temp.inline('w_used') as used, pg_temp.inline('w_archived') as archived \gset
select cancel_job(:gone), cancel_job(:shared), cancel_job(:archived) \g /dev/null
select pg_temp.pass('40 days') \g /dev/null
select pg_temp.inline('w_shared') as again \gset
select is((select count(distinct definition_id) from jobs where id in (:shared, :again)), 1::bigint, 'two jobs share one');
select define_job_type('{"job_type": "photo", "steps": [{"key": "b", "command": ["x"]}]}') \g /dev/null
select count(*) as versions from definitions where job_type is not null \gset
select archive_jobs(array[:archived]) \g /dev/null

select is(pg_temp.foreseen(), '1 true 40 days', 'the job of one is in the archive, which has a copy');
select is(pg_temp.run() ->> 'definitions', '1', 'so the run takes the definition');
select is(pg_temp.words(), 'w_gone w_shared w_used', 'but not those whose jobs it takes itself');
select is((select count(*) from jobs where id in (:gone, :shared)), 0::bigint, 'it has taken jobs');
select is(pg_temp.foreseen(), '1 true 40 days', 'the next run takes one more');
select is(apply_retention(true) ->> 'rows', '1', 'the dry run says so, too');
select is(pg_temp.run() ->> 'definitions', '1', 'and takes it');
select is(pg_temp.words(), 'w_shared w_used', 'what a job uses stays');
select is((select definitions from retention_runs order by id desc limit 1), 1::bigint, 'it is recorded');
select is((select count(*) from definition_steps where key in ('w_gone', 'w_archived')), 0::bigint, 'its steps have left, too');
select is((select document #>> '{steps,0,key}' from archived_jobs where job_id = :archived), 'w_archived', 'the archive says what they were');
select is(pg_temp.run() ->> 'definitions', '0', 'then nothing is left for another run');

select pg_temp.inline('w_gone') as anew \gset
select is((select count(*) from step_rows as step join definition_steps using (n) where step.job_id = :anew and definition_id = (select definition_id from jobs where id = :anew)), 1::bigint, 'the same steps come again');
select cancel_job(:anew), archive_jobs(array[:anew]) \g /dev/null
select is(pg_temp.foreseen(), '0 false 00:00:00', 'what is younger than a day stays');

-- More than one piece looks at.
select pg_temp.pass('-2 days') \g /dev/null
insert into jobs (steps) select jsonb_build_array(jsonb_build_object('key', 'many', 'command', jsonb_build_array(number::text))) from generate_series(1, 1500) as number;
select pg_temp.pass('2 days') \g /dev/null
select array_agg(id) as many from (select id from jobs join definition_steps using (definition_id) where key = 'many' order by id limit 1000) as found \gset
select cancel_job(id) from unnest(:'many'::bigint[]) as id \g /dev/null
select archive_jobs(:'many') \g /dev/null
select is(pg_temp.run() ->> 'definitions', '1000', 'pieces add up');
select is((select count(*) from definition_steps where key = 'many'), 500::bigint, 'the others are there');

select is((select count(*) from definitions where job_type is not null), :versions::bigint, 'versions of job types that no job uses are all there');
select is(pg_temp.refusal('delete from baton.definitions where job_type is null and id = ' || (select definition_id from jobs where id = :used)),
  'BT002: rows of baton.definitions never change', 'what is used cannot be removed by hand either');
select is(pg_temp.refusal('update baton.definitions set hash = ''x'' where job_type is null'), 'BT002: rows of baton.definitions never change', 'nor can it be changed');
select is(pg_temp.refusal('delete from baton.definition_steps where definition_id = ' || (select definition_id from jobs where id = :used)),
  'BT002: rows of baton.definition_steps never change', 'nor its steps');

select * from finish();
rollback;
