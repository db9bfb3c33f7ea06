-- The key of a step, for messages; its number where the job is not known.
create or replace function baton._step_key(p_job_id bigint, p_n int) returns text
language sql stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select coalesce(
    (select s.key
     from baton.jobs j
     join baton.definition_steps s on s.definition_id = j.definition_id and s.n = p_n
     where j.id = p_job_id),
    'number ' || p_n)
$$;
