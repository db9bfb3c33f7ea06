begin;
select plan(2);

-- The state machines as a diff can show them: change these lists together with sql/schema/transitions.sql.
create function pg_temp.targets(p_table regclass) returns text language plpgsql as $$
declare
  v_lines text;
begin
  execute format('select string_agg(line, e''\n'' order by line) from (
    select from_status || '' -> '' || string_agg(to_status, '' '' order by to_status) as line from %s group by from_status) as l', p_table)
  into v_lines;
  return v_lines;
end
$$;
select is(pg_temp.targets('baton.job_transitions'),
$$cancelled -> completed failed in_progress
cancelling -> cancelled
completed -> failed in_progress
draft -> cancelled completed pending
failed -> completed in_progress
in_progress -> cancelled cancelling completed failed
pending -> cancelled completed failed in_progress$$, 'jobs');
select is(pg_temp.targets('baton.step_transitions'),
$$action_required -> cancelled completed failed pending skipped
cancelled -> completed failed pending skipped
completed -> failed pending skipped
failed -> completed pending skipped
pending -> action_required cancelled completed failed ready skipped
ready -> cancelled completed failed pending running skipped
retrying -> cancelled completed failed pending ready skipped
running -> cancelled completed failed ready retrying
skipped -> cancelled completed failed pending$$, 'steps');

select * from finish();
rollback;
