begin;
\set QUIET on
-- As in a_question_about_one_job_reads_only_that_job: with seq scans off, what remains says what the planner can reach by key.
set local enable_seqscan = off;
set local enable_hashjoin = off;
set local enable_mergejoin = off;
set local enable_bitmapscan = off;

create function pg_temp.unguided_reads(p_view text) returns text[] language plpgsql as $$
declare
  v_plan json;
begin
  execute format('explain (format json, verbose off) select * from baton.%I', p_view) into v_plan;
  return array(
    select distinct node ->> 'Relation Name'
    from jsonb_path_query(v_plan::jsonb, 'strict $.** ? (@.type() == "object" && exists (@."Relation Name"))') as node
    where node ->> 'Relation Name' in ('jobs', 'step_rows', 'attempt_rows', 'output_rows', 'job_events')
      and not node ? 'Index Cond');
end $$;

select plan(2);
select is(pg_temp.unguided_reads(view), '{}', view || ' starts from what runs')
from unnest(array['orphaned_steps', 'orphaned_jobs']) as view;
select * from finish();
rollback;
