-- Retention by hand. A run goes on in pieces, each bounded; whoever calls continues the one that is
-- under way. All pieces of a call are one transaction: call run_retention() where each is to commit
-- by itself, as pg_cron does.
create function baton.apply_retention(
  p_dry_run boolean, p_pieces int default 100, p_only_unfinished boolean default false) returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
declare
  v_from timestamptz := clock_timestamp();
  v_run_id bigint;
  v_result text := 'more';
  v_note jsonb;
begin
  perform _at_read_committed();
  if p_dry_run is null or p_pieces is null or p_pieces not between 1 and 100000 then
    raise exception using errcode = 'BT110', message = 'p_dry_run must be true or false, and p_pieces between 1 and 100000',
      hint = 'select baton.apply_retention(true) shows what apply_retention(false) would do.';
  elsif p_dry_run then
    v_note := _under_way(true);
    v_run_id := _begin_count();
    for v_piece in 1..p_pieces loop
      exit when v_run_id is null or v_result <> 'more';
      v_result := _count_piece(v_run_id);
    end loop;
    return _retention_forecast(v_run_id) || v_note || jsonb_build_object(
      'busy', v_run_id is null or v_result = 'busy',
      'pause_seconds', extract(epoch from clock_timestamp() - v_from)
        * (1 / (select share_of_time from retention_settings) - 1));
  elsif _on_hold() then
    return '{"on_hold": true, "more": false}';
  elsif p_only_unfinished and not exists (
      -- Whoever works on one pauses for a minute at most.
      select from retention_runs where finished_at is null and touched_at < _now() - interval '75 seconds') then
    return '{"more": false}';
  end if;

  v_note := _under_way(false);
  v_run_id := _begin_retention();
  for v_piece in 1..p_pieces loop
    exit when v_run_id is null or v_result <> 'more';
    v_result := _retention_piece(v_run_id);
  end loop;
  return (
    select v_note || jsonb_build_object(
      'run_id', run.id, 'archived_jobs', run.archived_jobs, 'deleted_jobs', run.deleted_jobs,
      'removed_rows', run.removed_rows, 'output_rows', run.output_rows, 'batches', run.batches,
      'definitions', run.definitions, 'dropped_months', run.dropped_months,
      'failures', run.failures, 'more', run.finished_at is null, 'busy', v_run_id is null or v_result = 'busy',
      'pause_seconds', extract(epoch from clock_timestamp() - v_from) * (1 / settings.share_of_time - 1))
    from retention_runs as run, retention_settings as settings
    where run.id = coalesce(v_run_id, (select max(latest.id) from retention_runs as latest)));
end
$$;
comment on function baton.apply_retention(boolean, int, boolean) is
  'Removes what the policies let go, in at most p_pieces pieces, and says what the run has '
  'removed so far; call again while "more". With p_dry_run true removes nothing: it counts what a '
  'run would take, to the row and in pieces, too; call again while "more" (retention_count shows '
  'the same; retention_preview is quick, and estimates). A run (or count) that is under way, such '
  'as pg_cron''s, is gone on with, and "note" says so. With p_only_unfinished true begins no run, '
  'but goes on with one that nobody works on.';
