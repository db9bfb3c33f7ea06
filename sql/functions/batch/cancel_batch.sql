create function baton.cancel_batch(p_name text, p_reason text default null, p_organisation_id text default null) returns jsonb
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
  return (
    select jsonb_build_object('cancelled', piece.cancelled, 'cancelling', piece.cancelling)
    from _cancel_batch_piece(p_name, p_reason, p_organisation_id, 0, null) as piece);
end
$$;
comment on function baton.cancel_batch(text, text, text) is
  'Cancels the jobs of a batch that have not ended, all or none, and returns how many are '
  '{cancelled, cancelling} (while their scripts are being stopped). Of a very large batch: '
  'cancel_batch_by_pieces(). BT120: no such batch. BT062: the reason is too long.';
