-- The thousands of ids in which others wait are not looked through for a batch or an organisation
-- that has few jobs.
begin;
\ir ../../fixtures.psql
select plan(6);
select baton.define_job_type('{"job_type": "t_many", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
insert into baton.jobs (job_type, batch_id, organisation_id) select 't_many', 't_small', 't_small' from generate_series(1, 3);
select max(id) as job from baton.jobs where batch_id = 't_small' \gset
-- 30,000 later ones, written as a restore writes them.
set local session_replication_role = replica;
select string_agg(quote_ident(attname), ', ') as columns
from pg_attribute
where attrelid = 'baton.jobs'::regclass and attnum > 0 and not attisdropped and attgenerated = '' \gset
insert into baton.jobs (:columns) overriding system value
select :columns
from (
  select copy.*
  from baton.jobs as job, generate_series(1, 30000) as i, jsonb_populate_record(job, jsonb_build_object('id', 100000000 + i,
    'batch_id', 't_large', 'organisation_id', 't_large', 'created_at', baton._now() + make_interval(secs => i))) as copy
  where job.id = :job
) as copies;
insert into baton.job_changes (block, job_type, to_status, jobs)
select id / 1000, 't_many', 'pending', count(*) from baton.jobs where id > 100000000 group by 1;
set local session_replication_role = origin;

create function pg_temp.asked(p_call text) returns text language plpgsql as $$
declare
  v_plan json;
  v_pages bigint;
begin
  for i in 1..2 loop   -- the first time reads the catalogue as well
    execute format('explain (analyze, buffers, format json) select * from baton.find_jobs(%s)', p_call) into v_plan;
  end loop;
  v_pages := (v_plan #>> '{0,Plan,Shared Hit Blocks}')::bigint + (v_plan #>> '{0,Plan,Shared Read Blocks}')::bigint;
  return (v_plan #>> '{0,Plan,Actual Rows}') || ' found' || case when v_pages > 60 then format(' in %s pages', v_pages) else '' end;
end $$;
create function pg_temp.each_is_found(p_statistics text) returns setof text language sql as $$
  select is(pg_temp.asked(call), '3 found', p_statistics || ': ' || call)
  from (values
    ($c$'{pending}', p_batch_id => 't_small'$c$),
    ($c$'{pending}', p_organisation_id => 't_small'$c$)
  ) as question (call)
$$;
select pg_temp.each_is_found('never analysed');
analyze baton.jobs, baton.job_totals, baton.job_changes;
select pg_temp.each_is_found('analysed');
select is(array(select baton.find_jobs('{pending}', p_batch_id => 't_small')),
  array(select id from baton.jobs where batch_id = 't_small' order by id desc), 'the same as a look at every job finds');
select is(array(select baton.find_jobs('{pending}', p_batch_id => 't_large', p_limit => 3)),
  array(select id from baton.jobs where batch_id = 't_large' order by id desc limit 3), 'of a large batch, too');

set local session_replication_role = replica;
insert into baton.job_changes (block, job_type, from_status, jobs)
select id / 1000, 't_many', 'pending', count(*) from baton.jobs where id > 100000000 group by 1;
delete from baton.jobs where id > 100000000;
set local session_replication_role = origin;
select * from finish();
rollback;
