-- One bounded piece of an exact count, by the rule and in the order of a run: more, done or busy.
create function baton._count_piece(p_id bigint) returns text
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_count retention_counts;
  v_to bigint;
  v_found record;
begin
  select * into v_count from retention_counts where id = p_id and finished_at is null
  for update skip locked;
  if not found then
    return case when exists (select from retention_counts where id = p_id and finished_at is null)
      then 'busy' else 'done' end;
  end if;
  while v_count.phase <> 'done' and v_count.walked_to >= v_count.up_to loop
    v_count.phase := case v_count.phase when 'batches' then 'definitions'
      when 'definitions' then 'jobs' when 'jobs' then 'output' else 'done' end;
    v_count.walked_to := 0;
    v_count.up_to := case v_count.phase when 'definitions'
      then _definitions_end_at(v_count.started_at)
      when 'jobs' then v_count.jobs_up_to when 'output' then v_count.output_up_to else 0 end;
  end loop;

  v_to := coalesce(case v_count.phase
    when 'batches' then (
      select id from batches where id > v_count.walked_to and id <= v_count.up_to
      order by id offset 999 limit 1)
    when 'definitions' then (
      select id from definitions where id > v_count.walked_to and id <= v_count.up_to
      order by id offset 999 limit 1)
    when 'jobs' then (
      select id from jobs where id > v_count.walked_to and id <= v_count.up_to
      order by id offset 4999 limit 1)
    when 'output' then (
      select id from output_rows where id > v_count.walked_to and id <= v_count.up_to
      order by id offset 4999 limit 1)
    end, v_count.up_to);
  if v_count.phase = 'jobs' then
    select array_agg(found.job_id) as jobs, array_agg(found.policy_id) as policies into v_found
    from _removable_jobs(v_count.walked_to, v_to, v_count.started_at) as found;
    insert into retention_count_policies as counted (count_id, policy_id, kind, jobs, rows, bytes,
      oldest)
    select p_id, sized.policy_id, 'jobs', sized.jobs, sized.rows, sized.bytes, sized.oldest
    from _size_jobs(v_found.jobs, v_found.policies) as sized
    on conflict (count_id, kind, policy_id) do update
    set jobs = counted.jobs + excluded.jobs, rows = counted.rows + excluded.rows,
        bytes = counted.bytes + excluded.bytes, oldest = least(counted.oldest, excluded.oldest);
  elsif v_count.phase <> 'done' then
    insert into retention_count_policies as counted (count_id, policy_id, kind, jobs, rows, bytes,
      oldest)
    select p_id, 0, v_count.phase, 0, found.rows, found.bytes, found.oldest
    from _removable_kind(v_count.phase, v_count.walked_to, v_to, v_count.started_at, null) as found
    on conflict (count_id, kind, policy_id) do update
    set rows = counted.rows + excluded.rows, bytes = counted.bytes + excluded.bytes,
        oldest = least(counted.oldest, excluded.oldest);
  end if;
  update retention_counts as count
  set touched_at = _now(), pieces = v_count.pieces + 1, phase = v_count.phase, walked_to = v_to,
      up_to = v_count.up_to, finished_at = case when v_count.phase = 'done' then _now() end
  where count.id = p_id;
  return case v_count.phase when 'done' then 'done' else 'more' end;
end
$$;
comment on function baton._count_piece(bigint) is
  'One bounded piece of an exact count of what retention would take; says more, done or busy.';
