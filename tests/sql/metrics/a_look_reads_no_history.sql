-- However much has ended: a look reads no more of it.
begin;
\ir ../fixtures.psql
select plan(3);
create function pg_temp.pages() returns bigint language plpgsql as $$
declare
  v_plan json;
begin
  execute 'explain (analyze, buffers, format json) select baton.metrics_text()' into v_plan;
  return (v_plan #>> '{0,Plan,Shared Hit Blocks}')::bigint + (v_plan #>> '{0,Plan,Shared Read Blocks}')::bigint;
end $$;
create function pg_temp.pages_of(p_table regclass) returns bigint language sql as $$
  select pg_relation_size(p_table) / current_setting('block_size')::bigint
$$;
select pg_temp.executor() as one \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as job \gset
select pg_temp.claim(:one) \g /dev/null
select pg_temp.report(:job, 'a') \g /dev/null
-- The first looks make the plans; the third has them.
select pg_temp.pages(), pg_temp.pages() \g /dev/null
select pg_temp.pages() as before \gset

-- Copies of what it left behind.
set local session_replication_role = replica;
select string_agg(quote_ident(attname), ', '
  order by attnum) filter (where attrelid = 'jobs'::regclass) as of_jobs,
  string_agg(quote_ident(attname), ', ' order by attnum) filter (where attrelid = 'step_rows'::regclass) as of_steps
from pg_attribute
where attrelid in ('jobs'::regclass, 'step_rows'::regclass) and attnum > 0
  and attgenerated = '' \gset
insert into baton.jobs (:of_jobs) overriding system value
select :of_jobs from (
  select copy.* from baton.jobs as job, generate_series(1, 5000) as i, jsonb_populate_record(job,
    jsonb_build_object('id', 100000000 + i)) as copy
  where job.id = :job) as copy;
insert into baton.step_rows (:of_steps)
select :of_steps from (
  select copy.* from baton.step_rows as step, generate_series(1, 5000) as i,
    jsonb_populate_record(step, jsonb_build_object('job_id', 100000000 + i)) as copy
  where step.job_id = :job) as copy;
insert into baton.attempt_rows
select copy.* from baton.attempt_rows as original, generate_series(1, 5000) as i,
  jsonb_populate_record(original, jsonb_build_object('job_id', 100000000 + i, 'token', gen_random_uuid())) as copy
where original.job_id = :job;
set local session_replication_role = origin;
select is((select count(*) from baton.attempt_rows where job_id > :job), 5000::bigint, '5000 attempts more have ended');
select cmp_ok(pg_temp.pages_of('baton.jobs') + pg_temp.pages_of('baton.attempt_rows') + pg_temp.pages_of('baton.step_rows'), '>', 100::bigint, 'that is more than 100 pages');
select pg_temp.pages() \g /dev/null
select cmp_ok(pg_temp.pages(), '<', :before::bigint + 20, 'a look reads hardly more than before');

set local session_replication_role = replica;
delete from baton.attempt_rows where job_id > 100000000;
delete from baton.step_rows where job_id > 100000000;
delete from baton.jobs where id > 100000000;
set local session_replication_role = origin;
select * from finish();
rollback;
