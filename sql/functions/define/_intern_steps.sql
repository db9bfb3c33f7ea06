-- The definition of an ad-hoc graph (jobs.steps): the one stored before if it is the same, else a new one.
create or replace function baton._intern_steps(p_steps jsonb) returns bigint
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_definition jsonb := case jsonb_typeof(p_steps) when 'array' then jsonb_build_object('steps', p_steps) else p_steps end;
  v_hash bytea := baton._definition_hash(v_definition);
  v_id bigint := (select id from baton.definitions where hash = v_hash and job_type is null);
begin
  if v_id is not null then
    return v_id;
  end if;
  perform baton._check_definition(v_definition, array['defaults', 'required_parameters', 'steps']);
  v_id := baton._store_definition(v_definition, v_hash, null, null);
  if v_id is null then   -- under repeatable read the store has raised a serialization failure
    v_id := (select id from baton.definitions where hash = v_hash and job_type is null);
  end if;
  return v_id;
end
$$;
