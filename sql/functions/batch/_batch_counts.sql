create function baton._batch_counts(p_batch_id bigint, p_round int) returns jsonb
language sql stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select jsonb_build_object('name', counted.name, 'round', p_round, 'jobs', counted.jobs,
    'completed', counted.completed, 'failed', counted.failed, 'cancelled', counted.cancelled)
  from batch_overview as counted
  where counted.id = p_batch_id
$$;
comment on function baton._batch_counts(bigint, int) is
  'What the job at a batch''s end gets as {{parameters.batch}}.';
