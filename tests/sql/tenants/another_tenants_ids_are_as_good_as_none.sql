-- Every function and view that a tenant may use, with the ids of another tenant's job and with ids of none.
begin;
select plan(8);
\ir ../fixtures.psql
\ir fixtures.psql
select baton.enable_tenants() \g /dev/null

-- What a call came to; the id and the name replaced, so that the two can be compared.
create function pg_temp.answer(p_call text, p_id text, p_name text) returns text language plpgsql as $$
declare
  v text;
  v_hint text;
  v_detail text;
begin
  execute format(p_call, p_id, p_name) into v;
  return 'gave ' || coalesce(v, 'null');
exception when others then
  get stacked diagnostics v_hint = pg_exception_hint, v_detail = pg_exception_detail;
  return replace(replace(concat_ws('|', sqlstate, sqlerrm, v_detail, v_hint), p_id, 'ID'), p_name, 'NAME');
end
$$;

-- One call per function, made from its arguments; views by their column.
create temp table calls as
select p.proname::text as name, format('select baton.%I(%s)', p.proname,
  (select string_agg(case
     when name = 'p_job_id' then '%1$s'
     when name = 'p_name' then '%2$L'
     when name = 'p_subject' then '%2$L'
     when name = 'p_step' then '''a''' when name = 'p_from_step' then '''a'''
     when name = 'p_status' then '''completed'''  when name = 'p_outcome' then '''completed'''
     when name = 'p_changes' then '''[{"step": "a", "status": "completed"}]'''
     when name = 'p_organisation_id' then 'null' when name = 'p_after' then '0' when name = 'p_limit' then 'null'
     when name = 'p_reason' then '''x''' end, ', ' order by place)
   from unnest(p.proargnames[1:p.pronargs - p.pronargdefaults]) with ordinality as given (name, place))) as call
from pg_proc p
where p.pronamespace = 'baton'::regnamespace and p.prokind = 'f' and (p.proname not like '\_%' or p.proname like '%\_piece')
  and has_function_privilege('baton_tenant', p.oid, 'execute')
union all
select c.relname, format('select count(*) from baton.%I where %I = %s', c.relname, a.attname, case a.attname when 'name' then '%2$L' else '%1$s' end)
from pg_class c join pg_attribute a on a.attrelid = c.oid and (a.attname = 'job_id' or a.attname = 'name' and c.relname = 'batch_overview')
where c.relnamespace = 'baton'::regnamespace and c.relkind = 'v' and has_table_privilege('baton_tenant', c.oid, 'select');
select cmp_ok((select count(*)::int from calls), '>=', 25, 'there are calls');
select is_empty($$select name from calls where call is null or call like '%(, %' or call like '%, )'$$, 'each is whole');
grant select on calls to public;

set local session authorization t_acme;
select is_empty(format($$
  select name, pg_temp.answer(call, '%s', 'theirs'), pg_temp.answer(call, '4799999', 'absent')
  from calls
  where pg_temp.answer(call, '%s', 'theirs') is distinct from pg_temp.answer(call, '4799999', 'absent')
$$, :theirs, :theirs), 'another tenant''s and none get one answer');
select is((select count(*)::int from calls where pg_temp.answer(call, :'theirs', 'theirs') like '42501%'), 0, 'and that is not a lack of rights');
select is((select count(*)::int from baton.job_overview), 0, 'no list shows any');
reset session authorization;

set local session authorization t_joes;
-- The control: its own tenant gets what there is. (dead_letters has none.)
select is((select count(*)::int from calls where call like '%count(*)%' and pg_temp.answer(call, :'theirs', 'theirs') ~ '^gave [1-9]'), 8,
  'its own tenant sees the job in the views');
select is((baton.job_status(:theirs) ->> 'id')::bigint, (:theirs)::bigint, 'and by functions');
select is(baton.cancel_job(:theirs), 'cancelled', 'and controls it');
reset session authorization;

select * from finish();
rollback;
