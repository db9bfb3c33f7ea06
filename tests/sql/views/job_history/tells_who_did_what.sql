begin;
\ir ../../fixtures.psql
select plan(4);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as job \gset
select is(pg_temp.claim(:executor), 'a', 'a runs');
select is(pg_temp.report(:job, 'a'), 'recorded', 'a ends');
select is((select array_agg(from_status || ' ' || to_status || ' ' || action order by id) from job_history where job_id = :job and step_key is null),
  array['pending in_progress claim', 'in_progress completed report'], 'each change of the job''s status, in order');

insert into baton.jobs (steps) values ('[{"key": "a", "command": ["x"]}]') returning id as other \gset
select set_config('baton.actor', 'alice', true) \g /dev/null
select baton.cancel_job(:other, 'ordered twice') \g /dev/null
select is((select row(to_status, actor, reason)::text from job_history where job_id = :other order by id desc limit 1),
  row('cancelled'::text, format('alice (as %s)', current_user), 'ordered twice'::text)::text, 'a person, by name and role, and why');

select * from finish();
rollback;
