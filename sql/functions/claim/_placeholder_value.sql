-- What a {{placeholder}} stands for, as text: strings bare, everything else as JSON. Null if it
-- leads nowhere.
create function baton._placeholder_value(p_path text, p_document jsonb) returns text
language sql immutable
as $$
  select p_document #>> string_to_array(btrim(p_path), '.')
$$;
comment on function baton._placeholder_value(text, jsonb) is
  'The text that a {{path}} stands for in a document with parameters, context, checkpoint and '
  'job; null if there is none.';
