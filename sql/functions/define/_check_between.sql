-- The two patterns between whose lines a rule reads.
create or replace function baton._check_between(p_between jsonb, p_where text) returns void
language plpgsql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  if jsonb_typeof(p_between) <> 'array' or jsonb_array_length(p_between) <> 2
     or jsonb_path_exists(p_between, 'strict $[*] ? (@.type() != "string" || @ == "")') then
    raise exception using errcode = 'BT013', message = format('%s: between must be an array of two patterns', p_where),
      hint = 'Write ["BEGIN RESULT", "END RESULT"]: what the lines between such lines say is the value.';
  end if;
  perform baton._check_pattern(p_between ->> 0, p_where), baton._check_pattern(p_between ->> 1, p_where);
end
$$;
