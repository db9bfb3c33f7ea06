begin;
\ir ../../fixtures.psql
select plan(2);
select pg_temp.job('[{"key": "fetch", "command": ["x"]}, {"key": "store", "command": ["x"]}]') as job \gset
select throws_ok(format('select baton.explain_step(%s, ''ftch'')', :job), 'BT071', format('job %s has no step "ftch"', :job), 'a clear error');
create function pg_temp.hint(p_sql text) returns text language plpgsql as $$
declare v_hint text;
begin
  execute p_sql;
  return null;
exception when others then
  get stacked diagnostics v_hint = pg_exception_hint;
  return v_hint;
end $$;
select is(pg_temp.hint(format('select baton.explain_step(%s, ''ftch'')', :job)), 'Its steps are: fetch, store.', 'with the keys there are');

select * from finish();
rollback;
