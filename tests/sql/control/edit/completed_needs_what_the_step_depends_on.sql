begin;
\ir ../../fixtures.psql
\ir edit.psql
-- A parent p in every state, and a child c of either run_if: what marking c completed, failed, skipped and pending says.
select pg_temp.executor('truth', 1000) as executor \gset

create function pg_temp.brought_to(p_executor bigint, p_state text, p_run_if text) returns bigint language plpgsql as $$
declare
  v_job bigint := pg_temp.job(jsonb_build_array(
    jsonb_build_object('key', 'first', 'command', array['x']),
    jsonb_build_object('key', 'p', 'depends_on', array['first'], 'on_failure', 'continue')
      || (case p_state when 'action_required' then '{"manual": "Look"}' else '{"command": ["x"]}' end)::jsonb
      || (case p_state when 'skipped (condition)' then '{"when": {"parameters.go": "exists"}}' else '{}' end)::jsonb,
    jsonb_build_object('key', 'c', 'command', array['x'], 'depends_on', array['p'], 'run_if', p_run_if)));
begin
  perform pg_temp.claim(p_executor);
  if p_state = 'pending' then return v_job; end if;
  perform pg_temp.report(v_job, 'first');
  if p_state not in ('ready', 'action_required', 'skipped (condition)', 'skipped (manual)') then perform pg_temp.claim(p_executor); end if;
  case p_state
    when 'completed' then perform pg_temp.report(v_job, 'p');
    when 'failed' then perform pg_temp.fail(v_job, 'p');
    when 'retrying' then perform pg_temp.stumble(v_job, 'p');
    when 'skipped (manual)' then perform baton.set_step_status(v_job, 'p', 'skipped', 'not wanted');
    else null;
  end case;
  return v_job;
end $$;

create function pg_temp.says(p_executor bigint, p_state text, p_run_if text, p_status text) returns text language plpgsql as $$
declare
  v_job bigint := pg_temp.brought_to(p_executor, p_state, p_run_if);
  v_plan jsonb := baton.check_step_change(v_job, 'c', p_status);
begin
  if position(split_part(p_state, ' ', 1) in pg_temp.state(v_job, 'p')) <> 1 then
    return 'p is ' || pg_temp.state(v_job, 'p');
  end if;
  return coalesce(pg_temp.messages(v_plan, 'errors'), pg_temp.affected(v_plan));
end $$;

select plan(3);
select results_eq(format($$
  select state, run_if, pg_temp.says(%s, state, run_if, 'completed')
  from unnest('{pending,ready,running,retrying,action_required,failed}'::text[]) with ordinality as a(state, i),
    unnest('{all_completed,all_finished}'::text[]) with ordinality as b(run_if, j)
  order by i, j$$, :executor),
  $$ values
  ('pending', 'all_completed', 'cannot mark c completed: p is pending'),
  ('pending', 'all_finished', 'cannot mark c completed: p is pending'),
  ('ready', 'all_completed', 'cannot mark c completed: p is ready'),
  ('ready', 'all_finished', 'cannot mark c completed: p is ready'),
  ('running', 'all_completed', 'cannot mark c completed: p is running'),
  ('running', 'all_finished', 'cannot mark c completed: p is running'),
  ('retrying', 'all_completed', 'cannot mark c completed: p is retrying'),
  ('retrying', 'all_finished', 'cannot mark c completed: p is retrying'),
  ('action_required', 'all_completed', 'cannot mark c completed: p is action_required'),
  ('action_required', 'all_finished', 'cannot mark c completed: p is action_required'),
  ('failed', 'all_completed', 'cannot mark c completed: p is failed'),
  ('failed', 'all_finished', 'c ready -> completed (manual); job in_progress -> completed')
  $$, 'completed: everything it depends on has ended, and well unless it is a clean-up step');
select results_eq(format($$
  select state, pg_temp.says(%s, state, 'all_completed', 'completed')
  from unnest('{completed,skipped (manual),skipped (condition)}'::text[]) with ordinality as a(state, i)
  order by i$$, :executor),
  $$ values
  ('completed', 'c ready -> completed (manual); job in_progress -> completed'),
  ('skipped (manual)', 'c ready -> completed (manual); job in_progress -> completed'),
  ('skipped (condition)', 'c ready -> completed (manual); job in_progress -> completed')
  $$, 'a step skipped by a person or its condition satisfies');
select results_eq(format($$
  select state, wanted, pg_temp.says(%s, state, 'all_completed', wanted)
  from unnest('{pending,running,failed,completed}'::text[]) with ordinality as a(state, i),
    unnest('{skipped,failed,pending}'::text[]) with ordinality as b(wanted, j)
  order by i, j$$, :executor),
  $$ values
  ('pending', 'skipped', 'c pending -> skipped (manual); job in_progress -> in_progress'),
  ('pending', 'failed', 'p pending -> skipped (job_failed), c pending -> failed (manual); job in_progress -> in_progress'),
  ('pending', 'pending', 'nothing; job in_progress -> in_progress'),
  ('running', 'skipped', 'c pending -> skipped (manual); job in_progress -> in_progress'),
  ('running', 'failed', 'c pending -> failed (manual); job in_progress -> in_progress'),
  ('running', 'pending', 'nothing; job in_progress -> in_progress'),
  ('failed', 'skipped', 'c skipped -> skipped (manual); job completed -> completed'),
  ('failed', 'failed', 'c skipped -> failed (manual); job completed -> failed'),
  ('failed', 'pending', 'cannot reset c: p is failed'),
  ('completed', 'skipped', 'c ready -> skipped (manual); job in_progress -> completed'),
  ('completed', 'failed', 'c ready -> failed (manual); job in_progress -> failed'),
  ('completed', 'pending', 'nothing; job in_progress -> in_progress')
  $$, 'skipped and failed wait for nothing; a reset needs what it depends on');

select * from finish();
rollback;
