-- What a call of retention goes on with, for whoever thinks that it began something: nothing where
-- it does begin. One that stood still for a day is given up, not gone on with.
create function baton._under_way(p_count boolean) returns jsonb
language sql stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select coalesce(jsonb_object_agg('note', format(
      'this goes on with the %s that %s began %s; its last piece was done %s ago',
      case when p_count then 'count' else 'run' end, run.started_by, _time_text(run.started_at),
      _length_text(_now() - run.touched_at))), '{}')
  from (
    select started_at, started_by, touched_at from retention_runs
    where finished_at is null and not p_count
    union all
    select started_at, started_by, touched_at from retention_counts
    where finished_at is null and p_count
  ) as run
  where run.started_at between _now() - interval '1 day' and _now()
$$;
comment on function baton._under_way(boolean) is
  '{"note": ...}: the run of retention (or the exact count) that is under way, in words; {}: '
  'there is none.';
