-- Refuses keys that this version does not know. Never ignored: a misspelt "timout" would run for
-- ever.
create or replace function baton._check_keys(p_object jsonb, p_known text[], p_where text) returns void
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  c_later constant text[] := array['schedule', 'retention', 'concurrency'];
  v_key text;
begin
  if jsonb_typeof(p_object) is distinct from 'object' then
    raise exception using errcode = 'BT005', message = format('%s must be a JSON object', p_where),
      hint = 'See docs/reference/definitions.md for what it may hold.';
  end if;

  if p_object - p_known = '{}' then
    return;
  end if;
  select key into v_key
  from jsonb_object_keys(p_object) as key
  where key <> all (p_known)
  order by key
  limit 1;
  if v_key = any (c_later) then
    raise exception using errcode = 'BT004',
      message = format('%s: "%s" is a key of a later version of Baton', p_where, v_key),
      hint = 'Remove the key, or upgrade Baton.';
  end if;
  raise exception using errcode = 'BT003', message = format('%s: unknown key "%s"', p_where, v_key),
    hint = format('Known keys: %s.', array_to_string(p_known, ', '));
end
$$;
