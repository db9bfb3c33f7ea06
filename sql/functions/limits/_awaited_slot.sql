-- For the views, which call it as whoever asks.
create function baton._awaited_slot(p_limit_name text, p_queue text) returns text
language sql stable
security definer
set search_path = pg_catalog, baton, pg_temp
as $$
  select case
    when not _has_room(p_limit_name, null) then 'limit:' || p_limit_name
    when not _has_room(null, p_queue) then 'queue_full' end
$$;
comment on function baton._awaited_slot(text, text) is
  'Why a ready step of a gated lane waits: limit:<name>, queue_full, or null when a slot is free.';
