-- The first name in depends_on that is no other step of the definition.
create or replace function baton._refuse_dependency(p_steps jsonb, p_keys text[]) returns void
language plpgsql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v record;
begin
  select s.value ->> 'key' as key, name into v
  from jsonb_array_elements(p_steps) with ordinality as s
  cross join lateral jsonb_array_elements_text(s.value -> 'depends_on') as name
  where name = s.value ->> 'key' or name <> all (p_keys)
  order by s.ordinality, name
  limit 1;
  if v.name = v.key then
    raise exception using errcode = 'BT009', message = format('step %s depends on itself', v.key),
      hint = format('Remove %s from its depends_on.', v.key);
  end if;
  raise exception using errcode = 'BT008', message = format('step %s depends on unknown step %s', v.key, v.name),
    hint = format('Steps of this definition: %s.', array_to_string(p_keys[1:20], ', '));
end
$$;
