-- For applications, which may not read the view.
create function baton.batch_status(p_name text, p_organisation_id text default null) returns jsonb
language plpgsql stable
security definer
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
declare
  v_batch batches := _require_batch(p_name, _organisation(p_organisation_id));
begin
  return (select to_jsonb(overview) - '{created_by,id}'::text[] from batch_overview as overview where overview.id = v_batch.id);
end
$$;
comment on function baton.batch_status(text, text) is
  'A row of batch_overview as JSON: how many jobs of a batch are where, and how far they are. '
  'BT120: no such batch.';
