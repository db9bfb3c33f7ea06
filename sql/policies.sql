-- Which rows belong to which organisation. A policy costs nothing until enable_tenants() turns row
-- security on. "(select ...)" makes a plan ask once per statement; for whom it is null (staff)
-- nothing is looked up per row. Rows with a job_id belong to whom the job belongs; as a scalar
-- subquery, because a plan might read all jobs for an "exists". A case instead of an "or", which
-- the planner takes to leave next to nothing, so that it would read a table and sort it for the
-- newest rows.
do $$
declare
  v_table text;
  c_own constant text := 'case when (select baton._tenant()) is null then true else organisation_id = (select baton._tenant()) end';
  c_of_job constant text :=
    'case when (select baton._tenant()) is null then true else (select job.organisation_id from baton.jobs as job where job.id = %I.job_id) = (select baton._tenant()) end';
begin
  foreach v_table in array '{jobs,turns,batches,schedules,archived_jobs}'::text[] loop
    execute format('create policy of_the_organisation on baton.%I using (%s)', v_table, c_own);
  end loop;
  foreach v_table in array '{step_rows,running,timers,attempt_rows,output_rows,job_secrets,retention_holds,schedule_slots,set_aside}'::text[] loop
    execute format('create policy of_the_organisation on baton.%I using (%s)', v_table, format(c_of_job, v_table));
  end loop;
  -- Only Baton's own functions read the queue itself, and some look at all of it: how many steps
  -- are ahead, whom to ring for.
  execute format('create policy of_the_organisation on baton.ready using (current_user = ''baton_owner'' or %s)', format(c_of_job, 'ready'));
  -- What is about no job is written on behalf of tenants, too, and read by staff.
  execute format('create policy of_the_organisation on baton.job_events using (%s) with check (job_id is null or %s)',
    format(c_of_job, 'job_events'), format(c_of_job, 'job_events'));

  -- True or anything else is true, so these functions' plans have nothing of a policy.
  for v_table in select relname from pg_class where oid in (select baton._protected_tables()) loop
    execute format('create policy of_all on baton.%I to baton_engine using (true) with check (true)', v_table);
  end loop;
end
$$;
