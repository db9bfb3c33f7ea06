-- Removes whole jobs that the caller has locked, those of them that may still leave: into the
-- archive first where their policy says so.
create function baton._remove_jobs(
  p_run_id bigint, p_job_ids bigint[], p_as_of timestamptz, out archived bigint, out deleted bigint, out removed_rows bigint)
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_jobs bigint[];
  v_policies int[];
  v_archived bigint[];
begin
  select array_agg(removable.job_id), array_agg(removable.policy_id),
    coalesce(array_agg(removable.job_id) filter (where removable.action = 'archive'), '{}')
  into v_jobs, v_policies, v_archived
  from _removable_jobs(p_job_ids[1] - 1, p_job_ids[cardinality(p_job_ids)], p_as_of, p_job_ids) as removable;

  perform _store_in_archive(v_archived);
  with gone as (
    select * from _delete_jobs(v_jobs, v_policies)
  ), recorded as (
    insert into retention_run_policies as record (run_id, policy_id, jobs, rows)
    select p_run_id, gone.policy_id, gone.jobs, gone.removed_rows from gone
    on conflict (run_id, policy_id) do update set jobs = record.jobs + excluded.jobs, rows = record.rows + excluded.rows
  )
  select cardinality(v_archived), coalesce(sum(gone.jobs), 0) - cardinality(v_archived), coalesce(sum(gone.removed_rows), 0)
  into archived, deleted, removed_rows
  from gone;
end
$$;
comment on function baton._remove_jobs(bigint, bigint[], timestamptz) is
  'Archives or deletes those of some locked jobs that may leave; returns how many, and their rows '
  'in all tables.';
