begin;
\ir ../fixtures.psql
-- A parent p, its child c, and c's child g: every combination of how p ends, p's on_failure, c's run_if and c's "when".
-- What c and g become, how the job ends, and with how many warnings.
select pg_temp.executor('truth', 1000) as executor \gset

create function pg_temp.outcome(p_executor bigint, p_ends text, p_on_failure text, p_run_if text, p_when text) returns text
language plpgsql
as $$
declare
  v_job bigint;
  v_then text;
begin
  insert into baton.jobs (parameters, steps)
  values ('{"go": "yes"}', jsonb_build_array(
    jsonb_build_object('key', 'p', 'on_failure', p_on_failure)
      || (case when p_ends = 'skipped by a person' then '{"manual": "Decide"}' else '{"command": ["x"]}' end)::jsonb
      || (case when p_ends = 'skipped by its condition' then '{"when": {"parameters.go": "= no"}}' else '{}' end)::jsonb,
    jsonb_build_object('key', 'c', 'command', array['x'], 'depends_on', array['p'], 'run_if', p_run_if)
      || (case p_when when 'true' then '{"when": {"parameters.go": "= yes"}}' when 'false' then '{"when": {"parameters.go": "= no"}}' else '{}' end)::jsonb,
    '{"key": "g", "command": ["x"], "depends_on": ["c"]}'::jsonb))
  returning id into v_job;

  if p_ends in ('completed', 'failed') then
    perform pg_temp.claim(p_executor);
  end if;
  case p_ends
    when 'completed' then perform pg_temp.report(v_job, 'p');
    when 'failed' then perform pg_temp.fail(v_job, 'p');
    when 'skipped by a person' then perform baton.resolve_step(v_job, 'p', 'skipped');
    else null;
  end case;
  v_then := pg_temp.state(v_job, 'c');

  while pg_temp.claim(p_executor) <> '' loop
    perform pg_temp.report(v_job, step.key) from baton.steps as step where step.job_id = v_job and step.status = 'running';
  end loop;
  return (select format('c %s%s, g %s; job %s, %s warnings', v_then,
      case when v_then = 'ready' then ' then ' || pg_temp.state(v_job, 'c') else '' end, pg_temp.state(v_job, 'g'), job.status, job.warnings)
    from baton.jobs as job where job.id = v_job);
end
$$;

select plan(3);

select results_eq(
  format($$
    select ends, on_failure, run_if, cond, pg_temp.outcome(%s, ends, on_failure, run_if, cond)
    from unnest(array['completed', 'skipped by a person', 'skipped by its condition']) with ordinality as a(ends, i),
      unnest(array['fail_job', 'continue']) with ordinality as b(on_failure, j),
      unnest(array['all_completed', 'all_finished']) with ordinality as c(run_if, k),
      unnest(array['none', 'true', 'false']) with ordinality as d(cond, l)
    order by i, j, k, l$$, :executor),
  $$
    select ends, on_failure, run_if, cond,
      case cond
        when 'false' then 'c skipped (condition), g completed; job completed, 0 warnings'
        else 'c ready then completed, g completed; job completed, 0 warnings' end
    from unnest(array['completed', 'skipped by a person', 'skipped by its condition']) with ordinality as a(ends, i),
      unnest(array['fail_job', 'continue']) with ordinality as b(on_failure, j),
      unnest(array['all_completed', 'all_finished']) with ordinality as c(run_if, k),
      unnest(array['none', 'true', 'false']) with ordinality as d(cond, l)
    order by i, j, k, l$$,
  'completed, or skipped by a person or its condition, satisfies: only the child''s own condition decides');

select results_eq(
  format($$
    select run_if, cond, pg_temp.outcome(%s, 'failed', 'fail_job', run_if, cond)
    from unnest(array['all_completed', 'all_finished']) with ordinality as c(run_if, k),
      unnest(array['none', 'true', 'false']) with ordinality as d(cond, l)
    order by k, l$$, :executor),
  $$ values
    ('all_completed', 'none',  'c skipped (dependency_failed), g skipped (dependency_failed); job failed, 0 warnings'),
    ('all_completed', 'true',  'c skipped (dependency_failed), g skipped (dependency_failed); job failed, 0 warnings'),
    ('all_completed', 'false', 'c skipped (dependency_failed), g skipped (dependency_failed); job failed, 0 warnings'),
    ('all_finished',  'none',  'c ready then completed, g skipped (job_failed); job failed, 0 warnings'),
    ('all_finished',  'true',  'c ready then completed, g skipped (job_failed); job failed, 0 warnings'),
    ('all_finished',  'false', 'c skipped (condition), g skipped (job_failed); job failed, 0 warnings') $$,
  'a failure that fails the job: only clean-up steps still run');

select results_eq(
  format($$
    select run_if, cond, pg_temp.outcome(%s, 'failed', 'continue', run_if, cond)
    from unnest(array['all_completed', 'all_finished']) with ordinality as c(run_if, k),
      unnest(array['none', 'true', 'false']) with ordinality as d(cond, l)
    order by k, l$$, :executor),
  $$ values
    ('all_completed', 'none',  'c skipped (dependency_failed), g skipped (dependency_failed); job completed, 1 warnings'),
    ('all_completed', 'true',  'c skipped (dependency_failed), g skipped (dependency_failed); job completed, 1 warnings'),
    ('all_completed', 'false', 'c skipped (dependency_failed), g skipped (dependency_failed); job completed, 1 warnings'),
    ('all_finished',  'none',  'c ready then completed, g completed; job completed, 1 warnings'),
    ('all_finished',  'true',  'c ready then completed, g completed; job completed, 1 warnings'),
    ('all_finished',  'false', 'c skipped (condition), g completed; job completed, 1 warnings') $$,
  'a failure that the job survives: what depends on it is skipped, and the job ends completed with a warning');

select * from finish();
rollback;
