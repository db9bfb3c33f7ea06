-- Of one kind, what the rule lets go: of a range of ids, or of these ids. Old output of jobs that
-- leave anyway is counted with them.
create function baton._removable_kind(
  p_kind text, p_after bigint, p_up_to bigint, p_as_of timestamptz, p_ids bigint[],
  out "rows" bigint, out bytes bigint, out oldest timestamptz)
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
declare
  v_jobs bigint[];
begin
  case p_kind
    when 'batches' then
      select count(*), coalesce(sum(found.bytes), 0), min(found.created_at) into rows, bytes, oldest
      from _removable_batches(p_after, p_up_to, p_as_of, p_ids) as found;
    when 'definitions' then
      select count(*), coalesce(sum(found.bytes), 0), min(found.created_at) into rows, bytes, oldest
      from _removable_definitions(p_after, p_up_to, p_as_of, p_ids) as found;
    when 'output' then
      v_jobs := array(
        select distinct found.job_id
        from _removable_output(p_after, p_up_to, p_as_of, p_ids) as found
        order by found.job_id);
      v_jobs := array(
        select leaving.job_id
        from _removable_jobs(v_jobs[1] - 1, v_jobs[cardinality(v_jobs)], p_as_of, v_jobs) as leaving
        order by leaving.job_id);
      select count(*), coalesce(sum(found.bytes), 0), min(found.written_at) into rows, bytes, oldest
      from _removable_output(p_after, p_up_to, p_as_of, p_ids) as found
      where not exists (select from unnest(v_jobs) as leaving where leaving = found.job_id);
  end case;
end
$$;
comment on function baton._removable_kind(text, bigint, bigint, timestamptz, bigint[]) is
  'How much of the batches, definitions or old output of a range of ids may leave.';
