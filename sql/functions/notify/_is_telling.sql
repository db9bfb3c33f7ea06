-- Jobs that bring notifications bring none that are jobs themselves, or the first one would never
-- be the last.
create function baton._is_telling(p_job_type text) returns boolean
language sql stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select exists (select from notifications where target_job_type = p_job_type)
$$;
comment on function baton._is_telling(text) is 'Whether jobs of this type bring notifications.';
