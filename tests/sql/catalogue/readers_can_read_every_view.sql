begin;
select plan(6);

-- A view reads tables with its owner's rights, but calls functions with those of whoever asks.
create function pg_temp.complaint(p_role name, p_view regclass) returns text language plpgsql as $$
begin
  execute format('set local role %I', p_role);
  execute format('select * from %s', p_view);
  reset role;
  return null;
exception when others then
  return sqlerrm;
end
$$;
select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"], "depends_on": ["a"]}]}') \g /dev/null
insert into baton.jobs (job_type, subject) values ('t', 's') returning id as job \gset
select is_empty(format($$
  select r.role, v.oid::regclass, pg_temp.complaint(r.role, v.oid::regclass)
  from pg_class v, unnest('{baton_reader,baton_operator}'::name[]) as r (role)
  where v.relnamespace = 'baton'::regnamespace and v.relkind = 'v' and pg_temp.complaint(r.role, v.oid::regclass) is not null
$$), 'views');
create role t_app login in role baton_app;
set local role t_app;
select isnt(baton.job_status(:job), null, 'an application asks for its job''s status');
select isnt(baton.job_progress(:job), null, 'and progress');
select isnt(baton.explain_step(:job, 'b'), null, 'and why a step waits');
select is(baton.active_job('s', 't'), (:job)::bigint, 'and for the job of a subject');
select lives_ok(format('select baton.job_context(%s)', :job), 'and for its outputs');
reset role;

select * from finish();
rollback;
