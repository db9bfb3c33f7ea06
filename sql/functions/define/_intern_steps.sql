-- The definition of an ad-hoc graph (jobs.steps): the one stored before if it is the same, else a
-- new one. It runs once per inserted row with steps of its own, which mostly are known. Held until
-- the job has committed: retention removes definitions that it sees no job of, and passes over
-- those that are held (_retain_definitions).
create or replace function baton._intern_steps(
  p_steps jsonb, out definition_id bigint, out step_count int, out required_parameters text[]
)
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_text text := p_steps::text;
  v_timeout interval;
  v_grace interval;
  v_hash bytea;
  v_definition jsonb;
begin
  if jsonb_typeof(p_steps) = 'array' then
    v_text := '{"steps": ' || v_text || '}';
  end if;
  select default_timeout, default_grace into v_timeout, v_grace from baton.settings;
  v_hash := baton._definition_hash(v_text, v_timeout, v_grace);
  select d.id, d.step_count, d.required_parameters into definition_id, step_count, required_parameters
  from baton.definitions d
  where d.hash = v_hash and d.job_type is null
  for key share;
  if definition_id is not null then
    return;
  end if;

  v_definition := v_text;
  perform baton._check_definition(v_definition, array['defaults', 'required_parameters', 'steps']);
  perform baton._store_definition(v_definition, v_hash, null, null);
  -- Whoever stored the same graph a moment ago is found too (under repeatable read, the store has
  -- failed).
  select d.id, d.step_count, d.required_parameters into definition_id, step_count, required_parameters
  from baton.definitions d
  where d.hash = v_hash and d.job_type is null
  for key share;
end
$$;
