-- _prepare_job has its owner's rights and no search path of its own. Here everything that it could take by a name from
-- the caller's path is there, in front of pg_catalog, and says so when it is called.
begin;
\ir ../../refusal.psql
select plan(6);

select baton.define_job_type('{"job_type": "t", "required_parameters": ["p"], "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
create role t_app login in role baton_app;
create role t_author login in role baton_app, baton_author;
create schema evil;
grant usage on schema evil to public;
create domain evil.text as pg_catalog.text check (value = 'evil');
create domain evil.timestamptz as pg_catalog.timestamptz check (value = 'epoch');
create domain evil.regclass as pg_catalog.regclass check (value = 'pg_class'::pg_catalog.regclass);

-- Every operator and function of pg_catalog whose name _prepare_job and what is inlined into it use, with each of its types.
create function evil.make() returns bigint language plpgsql as $$
declare
  v record;
  v_made bigint := 0;
  c_names constant pg_catalog.text[] := '{jsonb_typeof,jsonb_path_exists,octet_length,left,concat,current_setting,clock_timestamp,pg_sequence_last_value,starts_with}';
begin
  for v in
    select p.oid, p.proname as name, pg_get_function_identity_arguments(p.oid) as arguments, format_type(p.prorettype, null) as result
    from pg_proc p
    where p.pronamespace = 'pg_catalog'::regnamespace and p.proname = any (c_names) and p.provariadic = 0
  loop
    execute format('create function evil.%I(%s) returns %s language plpgsql as $f$begin raise exception ''taken: %s''; end$f$',
      v.name, v.arguments, v.result, v.name);
    v_made := v_made + 1;
  end loop;
  for v in
    select o.oprname as name, o.oprleft::regtype as l, o.oprright::regtype as r, o.oprresult::regtype as result
    from pg_operator o
    where o.oprnamespace = 'pg_catalog'::regnamespace and o.oprname in ('=', '<>', '<', '>', '<=', '>=', '||', '->>')
      and o.oprkind = 'b' and not exists (
        select from pg_type t where t.oid in (o.oprleft, o.oprright) and t.typtype = 'p' and t.typname <> 'anyarray')
  loop
    execute format('create function evil.%I(%s, %s) returns %s language plpgsql as $f$begin raise exception ''taken: %s''; end$f$',
      'op' || v_made, v.l, v.r, v.result, v.name);
    execute format('create operator evil.%s (leftarg = %s, rightarg = %s, function = evil.%I)', v.name, v.l, v.r, 'op' || v_made);
    v_made := v_made + 1;
  end loop;
  return v_made;
end
$$;
select cmp_ok(evil.make(), '>', 100::bigint, 'many names are taken');

create function pg_temp.from_evil(p_role name, p_statement pg_catalog.text) returns pg_catalog.text language plpgsql as $$
declare
  v_said pg_catalog.text := 'stored';
begin
  perform pg_catalog.set_config('role', p_role, true);
  perform pg_catalog.set_config('search_path', 'evil, pg_catalog', true);
  begin
    execute p_statement;
  exception when others then
    v_said := sqlerrm;
  end;
  set local search_path to default;
  reset role;
  return v_said;
end
$$;
select is(pg_temp.from_evil('t_app', $$select 1 = 2$$), 'taken: =', 'the caller gets the other operators');
select is(pg_temp.from_evil('t_app', $$insert into baton.jobs (job_type, parameters, subject, priority) values ('t', '{"p": 1}', 's', 1)$$),
  'stored', 'a job does not');
select is(pg_temp.from_evil('t_app', $$insert into baton.jobs (job_type) values ('t')$$),
  'required parameter p is missing', 'nor what is said of a bad one');
select is(pg_temp.from_evil('t_author', format($$insert into baton.jobs (steps, parameters) values
    ('[{"key": "a", "command": ["x"]}]', '{"p": "%s"}')$$, repeat('x', 200))),
  'stored', 'nor a graph of its own');
set local baton.actor = 'alice';
select is(pg_temp.from_evil('t_app', $$insert into baton.jobs (job_type, parameters) values ('t', '{"p": 1}')$$),
  'stored', 'nor the record of who did it');

select * from finish();
rollback;
