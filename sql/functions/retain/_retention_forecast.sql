create function baton._retention_forecast() returns jsonb
language sql
set search_path = pg_catalog, baton, pg_temp
as $$
  select jsonb_build_object('dry_run', true,
    'jobs', coalesce(sum(preview.jobs), 0), 'rows', coalesce(sum(preview.rows), 0), 'bytes', coalesce(sum(preview.bytes), 0),
    'policies', coalesce(jsonb_agg(to_jsonb(preview) order by preview.policy_id, preview.action), '[]'))
  from retention_preview as preview
$$;
comment on function baton._retention_forecast() is 'retention_preview as one document.';
