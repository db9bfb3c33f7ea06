-- A number, or a name by its place among the names; null for anything else.
create function baton._cron_number(p_text text, p_names text[], p_least int) returns int
language sql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
  select case
    when p_text ~ '^[0-9]{1,4}$' then p_text::int
    else array_position(p_names, p_text) - 1 + p_least
  end
$$;
comment on function baton._cron_number(text, text[], int) is
  'The number that a text in a cron field stands for.';
