-- Jobs of a status that is rare are found without reading the many that came later, and the same ones
-- as a look at every job finds.
begin;
\ir ../../fixtures.psql
select plan(17);
select pg_temp.executor() as executor \gset
select baton.define_job_type('{"job_type": "t_few", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
select baton.define_job_type('{"job_type": "t_many", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
insert into baton.jobs (job_type, auto_start, batch_id, organisation_id) values ('t_few', false, 't_batch', 't_acme');
insert into baton.jobs (job_type, priority, batch_id, organisation_id) values ('t_few', 9, 't_batch', 't_acme');
select pg_temp.claim(:executor, 1) \g /dev/null
insert into baton.jobs (job_type, batch_id, organisation_id) select 't_few', 't_batch', 't_acme' from generate_series(1, 3);
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as job \gset
select baton.cancel_job(:job) \g /dev/null
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
    'status', 'completed', 'status_reason', null, 'job_type', 't_many', 'batch_id', 't_batch', 'organisation_id', 't_acme',
    'created_at', baton._now() + make_interval(secs => i))) as copy
  where job.id = :job
) as copies;
insert into baton.job_changes (block, job_type, to_status, jobs)
select id / 1000, 't_many', 'completed', count(*) from baton.jobs where id > 100000000 group by 1;
set local session_replication_role = origin;
insert into baton.job_changes select -7, 't_filler', null, 'draft', 0 from generate_series(1, 100);
select ok(baton._fold_jobs(100000) > 0, 'added up');

-- The pages of a call, and whether it finds what a look at every job finds.
create function pg_temp.asked(p_call text, p_where text) returns text language plpgsql as $$
declare
  v_plan json;
  v_pages bigint;
  v_found bigint[];
  v_there bigint[];
begin
  for i in 1..2 loop   -- the first time reads the catalogue as well
    execute format('explain (analyze, buffers, format json) select * from baton.find_jobs(%s)', p_call) into v_plan;
  end loop;
  v_pages := (v_plan #>> '{0,Plan,Shared Hit Blocks}')::bigint + (v_plan #>> '{0,Plan,Shared Read Blocks}')::bigint;
  execute format('select array(select baton.find_jobs(%s))', p_call) into v_found;
  execute format('select array(select id from baton.jobs where %s order by id desc limit 20)', p_where) into v_there;
  return case when v_found <> v_there or v_found = '{}' then format('%s, and there are %s', v_found, v_there)
    when v_pages > 150 then v_pages || ' pages' else 'found' end;
end $$;
create function pg_temp.each_is_found(p_statistics text) returns setof text language sql as $$
  select is(pg_temp.asked(call, condition), 'found', p_statistics || ': ' || call)
  from (values
    ($c$'{draft}'$c$, $c$status = 'draft'$c$),
    ($c$'{pending,in_progress}', '{t_few}'$c$, $c$status in ('pending', 'in_progress') and job_type = 't_few'$c$),
    ($c$'{draft,in_progress}', p_batch_id => 't_batch'$c$, $c$status in ('draft', 'in_progress') and batch_id = 't_batch'$c$),
    ($c$'{pending}', p_organisation_id => 't_acme', p_queue => 'default'$c$, $c$status = 'pending' and organisation_id = 't_acme'$c$),
    ($c$'{pending}', p_since => baton._now() - interval '1 minute', p_limit => 20, p_before => 100000000$c$,
      $c$status = 'pending' and created_at >= baton._now() - interval '1 minute'$c$),
    ($c$p_job_types => '{t_few,t_none}'$c$, $c$job_type = 't_few'$c$)
  ) as question (call, condition)
$$;
select pg_temp.each_is_found('never analysed');
analyze baton.jobs, baton.job_totals, baton.job_changes;
select pg_temp.each_is_found('analysed');
select is(array(select baton.find_jobs('{cancelled,completed}', '{t_many}', p_limit => 2500)),
  array(select id from baton.jobs where job_type = 't_many' order by id desc limit 2500), 'several thousands, in order');

set local session_replication_role = replica;
-- The last id that there is.
insert into baton.jobs (:columns) overriding system value
select :columns
from (
  select copy.*
  from baton.jobs as job
  cross join lateral jsonb_populate_record(job, '{"id": 9223372036854775807, "status": "draft"}') as copy
  where job.id = :job
) as copies;
insert into baton.job_changes (block, job_type, to_status, jobs)
values (9223372036854775807 / 1000, '', 'draft', 1);
select is((select max(id) from baton.find_jobs() as id), 9223372036854775807, 'the last id is found');
select is((select max(id) from baton.find_jobs('{draft}') as id), 9223372036854775807, 'also by its status');
select ok((select max(id) from baton.find_jobs('{draft}', p_before => 9223372036854775807) as id) < 9e18,
  'and passed over on the next page');
delete from baton.jobs where id = 9223372036854775807;
delete from baton.job_changes where block = 9223372036854775807 / 1000;
set local session_replication_role = origin;

set local session_replication_role = replica;
insert into baton.job_changes (block, job_type, from_status, jobs)
select id / 1000, 't_many', 'completed', count(*) from baton.jobs where id > 100000000 group by 1;
delete from baton.jobs where id > 100000000;
set local session_replication_role = origin;

select * from finish();
rollback;
