-- What attempts printed and that is old enough to leave, with ids after p_after up to p_up_to: of jobs that are not held,
-- and of attempts that have ended. The preview and the run ask the same. Ids grow with time; _output_ends_at says where to stop.
create function baton._removable_output(p_after bigint, p_up_to bigint, p_as_of timestamptz)
returns table (id bigint, written_at timestamptz, bytes bigint)
language sql stable
rows 10000
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
  select output.id, output.written_at, 60 + pg_column_size(output.content)
  from output_rows as output
  join jobs as job on job.id = output.job_id
  where output.id > p_after and output.id <= p_up_to
    and output.written_at < p_as_of - (select keep_output_for from retention_settings)
    and not exists (
      select from running
      where running.job_id = output.job_id and running.n = output.n and running.attempt = output.attempt)
    and not exists (select from retention_holds as hold where hold.job_id = job.id)
    and not exists (
        select from retention_holds as hold
        where hold.batch_id = job.batch_id and hold.organisation_id is not distinct from job.organisation_id)
  order by output.id
$$;
comment on function baton._removable_output(bigint, bigint, timestamptz) is
  'The pieces of output of a range of ids that are old enough to leave.';
