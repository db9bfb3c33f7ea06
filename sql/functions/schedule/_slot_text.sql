create function baton._slot_text(p_slot timestamptz) returns text
language sql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
  select to_char(p_slot at time zone 'utc', 'YYYY-MM-DD HH24:MI') || ' GMT'
$$;
comment on function baton._slot_text(timestamptz) is 'A slot for people and for idempotency keys.';
