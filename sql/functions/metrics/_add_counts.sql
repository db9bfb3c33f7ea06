create function baton._add_counts(p_places baton.step_ref[]) returns int
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_places tid[] := array(select format('(%s,%s)', place.job_id, place.n)::tid from unnest(p_places) as place);
begin
  with taken as (
    delete from attempt_counts where ctid = any (v_places) returning attempt_counts
  )
  insert into attempt_totals as total
  select added.* from _added_up(array(select attempt_counts from taken)) as added
  on conflict (outcome, error_code, timed_out, retried, became) do update
  set attempts = total.attempts + excluded.attempts,
      duration = total.duration + excluded.duration,
      le_10ms = total.le_10ms + excluded.le_10ms,
      le_50ms = total.le_50ms + excluded.le_50ms,
      le_100ms = total.le_100ms + excluded.le_100ms,
      le_500ms = total.le_500ms + excluded.le_500ms,
      le_1s = total.le_1s + excluded.le_1s,
      le_5s = total.le_5s + excluded.le_5s,
      le_30s = total.le_30s + excluded.le_30s,
      le_1m = total.le_1m + excluded.le_1m,
      le_5m = total.le_5m + excluded.le_5m,
      le_15m = total.le_15m + excluded.le_15m,
      le_1h = total.le_1h + excluded.le_1h;
  return cardinality(p_places);
end
$$;
comment on function baton._add_counts(baton.step_ref[]) is
  'Adds rows of attempt_counts, given by their places (block, line), to attempt_totals; returns '
  'how many.';
