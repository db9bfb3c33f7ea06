begin;
set local test.broken = on;   -- rows that no job could come by
\ir ../../fixtures.psql
\ir ../../refusal.psql
select plan(13);

select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
\set refused 'BT150: a job cannot be stored: the triggers of baton.jobs are off, and without them it would never run'
create function pg_temp.off() returns text language sql as $$
  select string_agg(concat_ws(' | ', name, status, message, fix), E'\n' order by name)
  from baton._health_of_replication()
$$;
-- What is said, with the row and the context.
create function pg_temp.said(p_sql text) returns text language plpgsql as $$
declare
  v_detail text;
  v_hint text;
begin
  execute p_sql;
  return 'accepted';
exception when others then
  get stacked diagnostics v_detail = pg_exception_detail, v_hint = pg_exception_hint;
  return concat_ws(' / ', sqlerrm, v_detail, v_hint);
end
$$;
insert into baton.jobs (job_type, parameters) values ('t', '{"p": 1}') returning id as job \gset
create temp table dump as select * from baton.jobs where id = :job;
create temp table dumped_steps as select * from baton.step_rows where job_id = :job;

set local test.broken = on;   -- triggers that are off count no jobs
set local session_replication_role = replica;
select is(pg_temp.refusal($$insert into baton.jobs (job_type) values ('t')$$), :'refused',
  'session_replication_role = replica');
select is(pg_temp.refusal($$insert into baton.jobs (job_type, status) values ('t', 'pending')$$), :'refused',
  'a status alone makes no job');
select is(pg_temp.refusal($$select baton.create_job('t')$$), :'refused', 'nor does create_job');
select doesnt_match(pg_temp.said($$insert into baton.jobs (job_type, parameters) values ('t', '{"q": "hush"}')$$),
  'hush', 'no parameter is shown');
delete from baton.jobs where id = :job;
select lives_ok('insert into baton.jobs select * from dump', 'a whole row, as a dump or a publisher sends it, is stored');
select is((select count(*) from baton.step_rows where job_id = :job), 1::bigint, 'and not expanded again');
set local session_replication_role = origin;
select is(pg_temp.off(), null, 'no trigger is off');

alter table baton.jobs disable trigger user;
select is(pg_temp.refusal($$insert into baton.jobs (job_type) values ('t')$$), :'refused', 'disable trigger user');
select is(pg_temp.refusal($$select baton.create_job('t')$$), :'refused', 'and create_job');
delete from baton.jobs where id = :job;
select lives_ok('insert into baton.jobs select * from dump', 'pg_restore --disable-triggers goes on');
select matches(pg_temp.off(), '^triggers of jobs \| problem \| Triggers of baton.jobs are off '
  '\(.*expand_jobs.*prepare_job.*\): jobs that are inserted are refused or never run. \| '
  'alter table baton.jobs enable trigger all;$', 'health names them');
do $$ begin execute (select fix from baton._health_of_replication()); end $$;
select is(pg_temp.off(), null, 'the fix helps');
insert into baton.jobs (job_type) values ('t') returning id as job \gset
select is((select status from baton.step_rows where job_id = :job), 'ready', 'and jobs are taken again');

select * from finish();
rollback;
