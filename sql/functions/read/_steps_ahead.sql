-- Counts at most 1000 entries of the queue's index, so that the question costs the same at any
-- length.
create function baton._steps_ahead(p_job_id bigint, p_n int)
returns text
language plpgsql
stable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_lane     int;
  v_priority int;
  v_id       bigint;
  v_ahead    bigint;
begin
  select definition.lane, coalesce(job.priority, 0), step.ready_id
  into v_lane, v_priority, v_id
  from step_rows as step
  join jobs as job on job.id = step.job_id
  join definition_steps as definition on definition.definition_id = job.definition_id and definition.n = step.n
  where step.job_id = p_job_id and step.n = p_n;

  select count(*) into v_ahead
  from (
    select from (
      (select from ready where lane = v_lane and priority > v_priority limit 1000)
      union all
      (select from ready where lane = v_lane and priority = v_priority and id < v_id limit 1000)
    ) as before
    limit 1000
  ) as counted;

  return case v_ahead
    when 0 then 'Nothing is ahead of it in its queue.'
    when 1 then '1 step is ahead of it in its queue.'
    when 1000 then '1000 or more steps are ahead of it in its queue.'
    else v_ahead || ' steps are ahead of it in its queue.'
  end;
end
$$;
comment on function baton._steps_ahead(bigint, int) is
  'How many ready steps of the same lane are claimed before this one; counts to 1000.';
