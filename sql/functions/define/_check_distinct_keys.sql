create or replace function baton._check_distinct_keys(p_steps jsonb) returns void
language plpgsql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_key text;
begin
  select step ->> 'key' into v_key
  from jsonb_array_elements(p_steps) with ordinality as s (step, n)
  group by step ->> 'key'
  having count(*) > 1
  order by min(n)
  limit 1;
  if v_key is not null then
    raise exception using errcode = 'BT007', message = format('step %s is defined more than once', v_key),
      hint = 'Every step of a job needs a key of its own.';
  end if;
end
$$;
