begin;
\ir ../fixtures.psql
\ir fixtures.psql
set client_min_messages = error;
select plan(16);
insert into retention_policies (keep_for) values ('1 day');
select pg_temp.ended('menu', '9 days') as first \gset
select pg_temp.ended('menu', '8 days') as bad \gset
select pg_temp.ended('menu', '7 days') as last \gset
select set_config('test.bad', :'bad', true) \g /dev/null
create function pg_temp.refuse() returns trigger language plpgsql as $$ begin raise exception 'it is too large'; end $$;
create trigger refuse before insert on baton.archived_jobs for each row when (new.job_id::text = current_setting('test.bad')) execute function pg_temp.refuse();
select pg_temp.run() as result \gset
select results_eq('select id from jobs order by id', format('values (%s::bigint)', :bad), 'it stays');
select results_eq('select job_id from archived_jobs order by job_id', format('values (%s::bigint), (%s)', :first, :last), 'the others are archived');
select is((:'result'::jsonb ->> 'failures'), '1', 'the run tells');
select is((select last_failure from retention_runs where id = (:'result'::jsonb ->> 'run_id')::bigint), format('job %s: it is too large', :bad), 'which and why');
select is((select format('%s %s', work, message) from set_aside where job_id = :bad), 'retention it is too large', 'it is set aside, so that health names it');
select pg_temp.run() \g /dev/null
select is((select tries from set_aside where job_id = :bad), 2, 'each run tries it again');
drop trigger refuse on archived_jobs;
select is(pg_temp.run() ->> 'archived_jobs', '1', 'the next run takes it');
select is((select count(*) from jobs), 0::bigint, 'and nothing is left');

select is((select count(*) from set_aside), 0::bigint, 'nor set aside');

-- The same for what is walked by id: one bad row among many, and all others leave.
create function pg_temp.keep_the_bad() returns trigger language plpgsql as $$
begin
  if old.id::text = current_setting('test.bad') then raise exception 'it is bad'; end if;
  return old;
end $$;
create function pg_temp.walk(p_table text, p_failure text) returns setof text language plpgsql as $$
declare
  v_bad bigint;
  v_result jsonb;
begin
  execute format('select id from %I order by id offset 20 limit 1', p_table) into v_bad;
  perform set_config('test.bad', v_bad::text, true);
  execute format('create trigger refuse before delete on %I for each row execute function pg_temp.keep_the_bad()', p_table);
  v_result := pg_temp.run();
  return next is((select last_failure from retention_runs where id = (v_result ->> 'run_id')::bigint), format('%s %s: %s', p_failure, v_bad, 'it is bad'), p_table || ': the run tells');
  execute format('select string_agg(id::text, '' '') from %I', p_table) into v_result;
  return next is(v_result #>> '{}', v_bad::text, p_table || ': the others leave');
  execute format('drop trigger refuse on %I', p_table);
  perform pg_temp.run();
  execute format('select count(*) from %I', p_table) into v_result;
  return next is(v_result #>> '{}', '0', p_table || ': and it, when the cause has gone');
end $$;
update retention_policies set enabled = false;
insert into jobs (steps) values ('[{"key": "a", "command": ["x"]}]') returning id as job \gset
insert into output_rows (job_id, n, attempt, stream, start_offset, end_offset, written_at, content)
select :job, 1, 1, 'stdout', n, n + 1, baton._now() - interval '10 years', 'x' from generate_series(1, 60) as n;
select pg_temp.walk('output_rows', 'output');
insert into batches (name, created_at, created_by) select 'batch ' || n, baton._now() - interval '10 years', 'test' from generate_series(1, 60) as n;
select pg_temp.walk('batches', 'batches');
select cancel_job(:job) \g /dev/null
select is((select piece from retention_runs order by id desc limit 1), null, 'and pieces are as large as before');
select * from finish();
rollback;
