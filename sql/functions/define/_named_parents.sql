-- The numbers of the steps that depends_on names.
create or replace function baton._named_parents(p_step jsonb, p_keys text[]) returns int[]
language plpgsql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_key text := p_step ->> 'key';
  v_names text[];
  v_name text;
begin
  if jsonb_typeof(p_step -> 'depends_on') <> 'array'
     or exists (select from jsonb_array_elements(p_step -> 'depends_on') as e where jsonb_typeof(e) <> 'string') then
    raise exception using errcode = 'BT005', message = format('step %s: depends_on must be an array of step keys', v_key),
      hint = 'Write ["firstStep", "secondStep"], or [] for a step that waits for none.';
  end if;
  v_names := array(select distinct jsonb_array_elements_text(p_step -> 'depends_on'));

  foreach v_name in array v_names loop
    if v_name = v_key then
      raise exception using errcode = 'BT009', message = format('step %s depends on itself', v_key),
        hint = format('Remove %s from its depends_on.', v_key);
    elsif v_name <> all (p_keys) then
      raise exception using errcode = 'BT008', message = format('step %s depends on unknown step %s', v_key, v_name),
        hint = format('Steps of this definition: %s.', array_to_string(p_keys[1:20], ', '));
    end if;
  end loop;
  return array(select array_position(p_keys, name) from unnest(v_names) as name order by 1);
end
$$;
