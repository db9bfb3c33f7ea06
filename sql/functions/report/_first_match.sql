-- Which of the patterns is the first (in their order) that matches the text, or null. Tried
-- together, as one alternation, and then by halves: with n patterns 1 + log2(n) passes over the
-- text where something matches, and one where nothing does. Each is a regular expression that
-- PostgreSQL keeps compiled.
create function baton._first_match(p_patterns text[], p_text text) returns int
language plpgsql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_low int := 1;
  v_high int := cardinality(p_patterns);
  v_middle int;
begin
  if v_high = 0 or p_text is null or not p_text ~* _any_of(p_patterns) then
    return null;
  end if;
  while v_low < v_high loop
    v_middle := (v_low + v_high) / 2;
    if p_text ~* _any_of(p_patterns[v_low:v_middle]) then
      v_high := v_middle;
    else
      v_low := v_middle + 1;
    end if;
  end loop;
  return v_low;
exception
  -- Together they are too much for the engine: a failure must be recorded all the same.
  when invalid_regular_expression then
    for v_low in 1 .. cardinality(p_patterns) loop
      begin
        if p_text ~* p_patterns[v_low] then
          return v_low;
        end if;
      exception when invalid_regular_expression then
        raise warning 'the pattern % of baton.error_classes cannot be tried: %', p_patterns[v_low], sqlerrm;
      end;
    end loop;
    return null;
end
$$;
comment on function baton._first_match(text[], text) is
  'The number of the first pattern that matches a text, regardless of case, or null.';
