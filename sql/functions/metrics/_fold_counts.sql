-- Only maintain() calls it, one at a time. A few rows may wait: whoever reads adds them up. They
-- have no key, so each goes by its place, which does not change: they are written once.
create function baton._fold_counts(p_limit int) returns int
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_places step_ref[] := array(
    select row((ctid::text::point)[0]::bigint, (ctid::text::point)[1]::int)::step_ref
    from attempt_counts
    where not exists (
      select from set_aside as aside
      where aside.work = 'count' and aside.job_id = (ctid::text::point)[0]::bigint and aside.n = (ctid::text::point)[1]::int)
    limit p_limit);
begin
  if cardinality(v_places) < least(100, p_limit) then
    return 0;
  end if;
  return _apart('count', v_places, '_add_counts');
end
$$;
comment on function baton._fold_counts(int) is
  'Adds up to so many rows of attempt_counts to attempt_totals; returns how many.';
