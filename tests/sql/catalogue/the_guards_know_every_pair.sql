begin;
set local test.broken = on;   -- rows that no job could come by
select plan(5);

-- Every pair of statuses is tried on a real row; the guards must agree with the tables of transitions.
select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null

create function pg_temp.try_job(p_from text, p_to text) returns text language plpgsql as $$
declare
  v_id bigint;
begin
  insert into baton.jobs (job_type, status, definition_id, total_steps, created_at)
  select 't', p_from, definition_id, 1, now() from baton.job_types where name = 't'
  returning id into v_id;
  update baton.jobs set status = p_to where id = v_id;
  return 'allowed';
exception when sqlstate 'BT018' then
  return case when sqlerrm = format('job %s cannot go from %s to %s', v_id, p_from, p_to) then 'refused' else sqlerrm end;
end
$$;

create function pg_temp.try_step(p_from text, p_to text) returns text language plpgsql as $$
declare
  v_id bigint;
begin
  insert into baton.jobs (job_type) values ('t') returning id into v_id;
  delete from baton.step_rows where job_id = v_id;
  insert into baton.step_rows (job_id, n, status, open_dependencies) values (v_id, 1, p_from, 0);
  update baton.step_rows set status = p_to where job_id = v_id;
  return 'allowed';
exception when sqlstate 'BT018' then
  return case when sqlerrm = format('step a of job %s cannot go from %s to %s', v_id, p_from, p_to) then 'refused' else sqlerrm end;
end
$$;

create temp table job_pairs as
  select f as from_status, g as to_status, pg_temp.try_job(f, g) as outcome
  from unnest('{draft,pending,in_progress,cancelling,completed,failed,cancelled,nonsense}'::text[]) as f,
       unnest('{draft,pending,in_progress,cancelling,completed,failed,cancelled,nonsense}'::text[]) as g
  where f <> g;
select is_empty($$
  select * from job_pairs p
  where outcome <> case when exists (select from baton.job_transitions t where t.from_status = p.from_status and t.to_status = p.to_status)
                        then 'allowed' else 'refused' end
$$, 'jobs');
select is((select count(*) from job_pairs where outcome = 'allowed'), (select count(*) from baton.job_transitions), 'all of their transitions were tried');

create temp table step_pairs as
  select f as from_status, g as to_status, pg_temp.try_step(f, g) as outcome
  from unnest('{pending,ready,retrying,action_required,completed,failed,skipped,cancelled,nonsense}'::text[]) as f,
       unnest('{pending,ready,retrying,action_required,completed,failed,skipped,cancelled,nonsense}'::text[]) as g
  where f <> g;
-- While it runs a step's row says "ready".
select is_empty($$
  select * from step_pairs p
  where outcome <> case when exists (select from baton.step_transitions t
                                     where (t.from_status = p.from_status or p.from_status = 'ready' and t.from_status = 'running')
                                       and t.to_status = p.to_status)
                        then 'allowed' else 'refused' end
$$, 'steps');
select ok((select count(*) from step_pairs where outcome = 'allowed') > 25, 'most of their transitions were tried');
select lives_ok($$update baton.jobs set status = status; update baton.step_rows set status = status$$, 'a status that stays is no transition');

select * from finish();
rollback;
