-- What the next run would take if it began now. Where there is much, blocks that are evenly spread
-- over the tables answer for all: as many as are looked at in a third of a second. The exact count,
-- in pieces, is apply_retention(true).
create function baton._retention_preview()
returns table (policy_id int, action text, jobs bigint, "rows" bigint, bytes bigint,
  oldest timestamptz, is_estimate boolean)
language plpgsql stable
security definer
rows 10
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
#variable_conflict use_column
declare
  c_blocks constant int := 256;      -- of jobs; where they have no more, all of it is looked at
  c_of_each constant int := 4;       -- rows of a block
  c_at_once constant int := 32;      -- blocks between two looks at the clock
  c_sized constant int := 100;       -- jobs of these: their rows stand for those of all
  c_small constant bigint := 16 * 1024 * 1024;
  c_time constant interval := '300 milliseconds';
  v_now constant timestamptz := _now();
  v_began constant timestamptz := clock_timestamp();
  v_sample record := _sample('baton.jobs', c_blocks);
  v_is_small boolean := v_sample.of_blocks <= c_blocks and c_small > (
    select sum(pg_relation_size(big))
    from unnest('{baton.step_rows,baton.attempt_rows,baton.output_rows,baton.job_events}'::regclass[])
      as big);
  v_done int := 0;
  v_some record;
  v_ids bigint := 0;
  v_of_ids bigint := 0;
  v_found record;
  v_policies int[] := '{}';          -- of all jobs that were found
  v_sized_jobs bigint[] := '{}';
  v_sized_policies int[] := '{}';
  v_kind record;
  v_taken record;
  v_scale numeric;
begin
  while v_done < cardinality(v_sample.blocks) loop
    exit when v_done > 0 and not v_is_small and clock_timestamp() > v_began + c_time;
    v_some := _ids_of_blocks('baton.jobs', v_sample.blocks[v_done + 1 : v_done + c_at_once],
      case when not v_is_small then c_of_each end);
    v_done := least(v_done + c_at_once, cardinality(v_sample.blocks));
    v_ids := v_ids + cardinality(v_some.ids);
    v_of_ids := v_of_ids + v_some.of_ids;
    select coalesce(array_agg(leaving.job_id order by leaving.place), '{}') as jobs,
      coalesce(array_agg(leaving.policy_id order by leaving.place), '{}') as policies
    into v_found
    from (
      select found.job_id, found.policy_id, random() as place   -- so that the first are some of all
      from _removable_jobs(0, (select max(id) from unnest(v_some.ids) as id), v_now,
        v_some.ids) as found
    ) as leaving;
    v_policies := v_policies || v_found.policies;
    v_sized_jobs := v_sized_jobs
      || case when v_is_small then v_found.jobs else v_found.jobs[:c_sized] end;
    v_sized_policies := v_sized_policies
      || case when v_is_small then v_found.policies else v_found.policies[:c_sized] end;
  end loop;
  v_scale := case when v_ids = 0 then 1
    else v_sample.of_blocks::numeric / v_done * v_of_ids / v_ids end;
  return query
    select policy.id, policy.action, scaled.jobs,
      coalesce(round(scaled.jobs::numeric * sized.rows / sized.jobs), 0)::bigint,
      coalesce(round(scaled.jobs::numeric * sized.bytes / sized.jobs), 0)::bigint,
      sized.oldest, v_done < v_sample.of_blocks or v_ids < v_of_ids
    from retention_policies as policy
    left join (
      select found, count(*) as jobs from unnest(v_policies) as found group by found
    ) as counted on counted.found = policy.id
    left join _size_jobs(v_sized_jobs, v_sized_policies) as sized on sized.policy_id = policy.id
    cross join lateral (
      select round(coalesce(counted.jobs, 0) * v_scale)::bigint as jobs
    ) as scaled;

  for v_kind in
    select kind.name, kind.of_table, sampled.blocks, sampled.of_blocks
    from (values ('output', 'baton.output_rows'::regclass), ('batches', 'baton.batches'),
      ('definitions', 'baton.definitions')) as kind (name, of_table)
    cross join lateral _sample(kind.of_table, 128) as sampled
  loop
    v_some := _ids_of_blocks(v_kind.of_table, v_kind.blocks, case when not v_is_small
      then c_of_each end);
    is_estimate := cardinality(v_kind.blocks) < v_kind.of_blocks
      or cardinality(v_some.ids) < v_some.of_ids;
    v_taken := _removable_kind(v_kind.name, 0,
      case when v_kind.name = 'output' and not is_estimate then _output_ends_at(v_now)
        else (select max(id) from unnest(v_some.ids) as id) end, v_now, v_some.ids);
    v_scale := case when v_some.of_ids = 0 then 1 else v_kind.of_blocks::numeric
      / cardinality(v_kind.blocks) * v_some.of_ids / cardinality(v_some.ids) end;
    action := 'delete ' || v_kind.name;
    jobs := 0;
    rows := round(v_taken.rows * v_scale);
    bytes := round(v_taken.bytes * v_scale);
    oldest := v_taken.oldest;
    return next;
  end loop;
end
$$;
comment on function baton._retention_preview() is
  'What each policy would take in a run that begins now; of much, an estimate.';
