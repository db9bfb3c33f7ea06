create function baton._batch_counts(p_batch baton.batches) returns jsonb
language sql stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select jsonb_build_object('name', p_batch.name, 'round', p_batch.round, 'jobs', count(*),
    'completed', count(*) filter (where job.status = 'completed'),
    'failed', count(*) filter (where job.status = 'failed'),
    'cancelled', count(*) filter (where job.status = 'cancelled'))
  from jobs as job
  where job.batch_id = p_batch.name and job.organisation_id is not distinct from p_batch.organisation_id
$$;
comment on function baton._batch_counts(baton.batches) is 'What the job at a batch''s end gets as {{parameters.batch}}.';
