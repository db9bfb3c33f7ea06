begin;
\set QUIET on
-- Tables here are small, so the planner is told to avoid what it would choose for that; what remains says whether it
-- can reach each large table by the job's id.
set local enable_seqscan = off;
set local enable_hashjoin = off;
set local enable_mergejoin = off;
set local enable_bitmapscan = off;

create function pg_temp.unguided_reads(p_view text) returns text[] language plpgsql as $$
declare
  v_plan json;
begin
  execute format('explain (format json, verbose off) select * from baton.%I where job_id = 42', p_view) into v_plan;
  return array(
    select distinct node ->> 'Relation Name'
    from jsonb_path_query(v_plan::jsonb, 'strict $.** ? (@.type() == "object" && exists (@."Relation Name"))') as node
    where node ->> 'Relation Name' in ('jobs', 'step_rows', 'attempt_rows', 'output_rows', 'job_events', 'running')
      and not node ? 'Index Cond');
end $$;

-- (recent_failures and dead_letters have small indexes of their own that are as good here: tests/plans asks
-- both where these are large.)
select plan(7);
-- Autovacuum may have found this table empty; then all of its index is as cheap as one row of it.
insert into baton.running (job_id, n, token, executor_id, call, attempt, started_at)
select -n, 1, gen_random_uuid(), 0, 0, 1, now() from generate_series(1, 1000) as n;
analyze baton.running;
delete from baton.running where job_id < 0;
select is(pg_temp.unguided_reads(view), '{}', view || ' follows the job''s id')
from unnest(array['steps', 'attempts', 'attempt_output', 'attempt_history', 'job_overview', 'step_overview', 'job_history']) as view;
select * from finish();
rollback;
