-- A session's mark may have passed what came late; so a claim after each tick begins at the front (see _take_ready).
begin;
\ir ../fixtures.psql
select plan(2);
select pg_temp.executor() as executor \gset
insert into baton.jobs (steps) select jsonb_build_array(jsonb_build_object('key', key, 'command', '["x"]'::jsonb)) from unnest('{a,b,c}'::text[]) as key;
create function pg_temp.mark_before(p_key text, p_tick bigint) returns void
language sql
as $$
  select set_config('baton.ready_marks', jsonb_build_object('tick', p_tick, ready.lane || '/' || ready.priority, ready.id - 1)::text, false)
  from baton.ready
  join baton.steps as step on step.job_id = ready.job_id and step.n = ready.n
  where step.key = p_key
$$;
select tick as now from baton.clock \gset
select pg_temp.mark_before('b', :now) \g /dev/null
select is(pg_temp.claim(:executor, 1), 'b', 'within a tick a claim begins behind its mark');
select pg_temp.mark_before('c', :now - 1) \g /dev/null
select is(pg_temp.claim(:executor, 1), 'a', 'after it at the front');

select * from finish();
rollback;
