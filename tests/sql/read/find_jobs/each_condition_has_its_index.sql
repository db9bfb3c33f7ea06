-- Among jobs that ended well, what is asked for is found without reading them.
begin;
\ir ../../fixtures.psql
select plan(7);
select pg_temp.executor() as executor \gset
select baton.define_job_type('{"job_type": "t_common", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
select baton.define_job_type('{"job_type": "t_rare", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as job \gset
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.report(:job, 'a') \g /dev/null

insert into baton.jobs (job_type, subject, organisation_id, batch_id) values ('t_rare', 't_rare', 't_rare', 't_rare') returning id as rare \gset
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.report(:rare, 'a', '{"ended": "exited", "exit_code": 1, "message": {"type": "error", "code": "VALIDATION", "message": "no"}}') \g /dev/null
-- 20,000 later ones, written as a restore writes them.
set local session_replication_role = replica;
select string_agg(quote_ident(attname), ', ') as columns
from pg_attribute
where attrelid = 'baton.jobs'::regclass and attnum > 0 and not attisdropped and attgenerated = '' \gset
insert into baton.jobs (:columns) overriding system value
select :columns
from (select copy.*
from baton.jobs as job, generate_series(1, 20000) as i, jsonb_populate_record(job, jsonb_build_object('id', 100000000 + i,
  'job_type', 't_common', 'subject', 't_' || i, 'organisation_id', 't_common', 'created_at', baton._now() + make_interval(secs => i))) as copy
where job.id = :job) as copies;
set local session_replication_role = origin;
analyze baton.jobs;

create function pg_temp.pages(p_arguments text) returns bigint language plpgsql as $$
declare
  v_plan json;
begin
  -- The first time reads the catalogue as well.
  for i in 1..2 loop
    execute format('explain (analyze, buffers, format json) select * from baton.find_jobs(%s)', p_arguments) into v_plan;
  end loop;
  return (v_plan #>> '{0,Plan,Shared Hit Blocks}')::bigint + (v_plan #>> '{0,Plan,Shared Read Blocks}')::bigint;
end $$;
select cmp_ok(pg_relation_size('baton.jobs') / current_setting('block_size')::bigint, '>', 250::bigint, 'there is much to read');
select cmp_ok(pg_temp.pages(arguments), '<', 150::bigint, arguments)
from unnest(array[$$p_job_types => '{t_rare}'$$, $$p_organisation_id => 't_rare'$$, $$p_batch_id => 't_rare'$$,
  $$p_statuses => '{failed}', p_job_types => '{t_rare}'$$, $$p_error_codes => '{VALIDATION}', p_subject => 't_rare'$$]) as arguments;
-- Of the span there is only the beginning, before all of the copies.
select brin_summarize_new_values('baton.jobs_by_time') \g /dev/null
select cmp_ok(pg_temp.pages($$p_until => baton._now() + interval '1 second'$$), '<',
  pg_relation_size('baton.jobs') / current_setting('block_size')::bigint / 2, 'a span of time');

set local session_replication_role = replica;
delete from baton.jobs where id > 100000000;
set local session_replication_role = origin;
select * from finish();
rollback;
