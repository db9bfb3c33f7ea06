create function baton.retry_batch(p_name text, p_organisation_id text default null) returns bigint
language plpgsql
security definer
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
begin
  perform _at_read_committed();
  return (select piece.retried from _retry_batch_piece(p_name, p_organisation_id, 0, null) as piece);
end
$$;
comment on function baton.retry_batch(text, text) is
  'Runs the failed and cancelled jobs of a batch again, all or none, and returns how many; not '
  'those that have left (batch_overview.removed). The batch then ends once more, with its job. Of '
  'a very large batch: retry_batch_by_pieces(). BT120: no such batch.';
