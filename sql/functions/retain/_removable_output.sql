-- What attempts printed and that is old enough to leave, with ids after p_after up to p_up_to: of
-- jobs that are not held, and of attempts that have ended. The preview and the run ask the same.
-- With p_ids only these are asked about. Ids grow with time; _output_ends_at says where to stop.
create function baton._removable_output(p_after bigint, p_up_to bigint, p_as_of timestamptz,
  p_ids bigint[] default null)
returns table (id bigint, job_id bigint, written_at timestamptz, bytes bigint)
language sql stable
rows 10000
set search_path = pg_catalog, baton, pg_temp
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
  select output.id, output.job_id, output.written_at, 60 + pg_column_size(output.content)
  from (
    select asked.* from output_rows as asked where p_ids is null and asked.id > p_after
      and asked.id <= p_up_to
    union all
    select asked.* from output_rows as asked
    where p_ids is not null and asked.id = any (p_ids) and asked.id > p_after
      and asked.id <= p_up_to
  ) as output
  join jobs as job on job.id = output.job_id
  where output.written_at < p_as_of - (select keep_output_for from retention_settings)
    and not exists (
      select from running
      where running.job_id = output.job_id and running.n = output.n and running.attempt = output.attempt)
    and not exists (select from retention_holds as hold where hold.job_id = job.id)
    and not exists (
        select from retention_holds as hold
        where hold.batch_id = job.batch_id and hold.organisation_id is not distinct from job.organisation_id)
  order by output.id
$$;
comment on function baton._removable_output(bigint, bigint, timestamptz, bigint[]) is
  'The pieces of output of a range of ids that are old enough to leave.';
