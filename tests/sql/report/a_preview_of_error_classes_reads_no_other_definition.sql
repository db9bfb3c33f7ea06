-- However many definitions and failures there are.
begin;
\ir ../fixtures.psql
select plan(2);
create function pg_temp.pages() returns bigint language plpgsql as $$
declare
  v_plan json;
begin
  for i in 1..2 loop   -- the first time reads the catalogue as well
    execute 'explain (analyze, buffers, format json) select * from baton.preview_error_classes()' into v_plan;
  end loop;
  return (v_plan #>> '{0,Plan,Shared Hit Blocks}')::bigint + (v_plan #>> '{0,Plan,Shared Read Blocks}')::bigint;
end $$;
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as job \gset
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.report(:job, 'a', '{"ended": "exited", "exit_code": 87}') \g /dev/null
-- Copies of the failure, of which only the newest hundred are asked about.
set local session_replication_role = replica;
select string_agg(quote_ident(attname), ', ') as columns
from pg_attribute
where attrelid = 'baton.jobs'::regclass and attnum > 0 and not attisdropped and attgenerated = '' \gset
insert into baton.jobs (:columns) overriding system value
select :columns
from (
  select copy.*
  from baton.jobs as job, generate_series(1, 3000) as i,
    jsonb_populate_record(job, jsonb_build_object('id', 100000000 + i)) as copy
  where job.id = :job
) as copies;
insert into baton.attempt_rows
select copy.*
from baton.attempt_rows as original, generate_series(1, 3000) as i,
  jsonb_populate_record(original, jsonb_build_object('job_id', 100000000 + i, 'token', gen_random_uuid())) as copy
where original.job_id = :job;
analyze baton.jobs, baton.attempt_rows;
select pg_temp.pages() as before \gset

set local session_replication_role = replica;
insert into baton.definitions (hash, definition, step_count, created_by)
select sha256(int4send(i)), '{}', 1, 't_filler' from generate_series(1, 20000) as i;
insert into baton.definition_steps (definition_id, n, key, label, kind, lane, command, has_placeholders, spec, timeout)
select definition.id, 1, 'a', 'a', 'command', 1, '["true"]', false, '{}', '1 minute'
from baton.definitions as definition
where definition.created_by = 't_filler';
analyze baton.definitions, baton.definition_steps;
select cmp_ok(pg_relation_size('baton.definition_steps') / current_setting('block_size')::bigint, '>', 200::bigint, 'there is much to read');
select cmp_ok(pg_temp.pages(), '<', :before::bigint + 60, 'the answer reads hardly more');

delete from baton.attempt_rows where job_id > 100000000;
delete from baton.jobs where id > 100000000;
delete from baton.definition_steps where definition_id in (select id from baton.definitions where created_by = 't_filler');
delete from baton.definitions where created_by = 't_filler';
set local session_replication_role = origin;
select * from finish();
rollback;
