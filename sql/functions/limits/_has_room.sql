create function baton._has_room(p_limit_name text, p_queue text) returns boolean
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  return (p_limit_name is null or _free_slots(p_limit_name, null) <> '{}')
    and (p_queue is null or not exists (select from queues where name = p_queue and slots is not null) or _free_slots(null, p_queue) <> '{}');
end
$$;
comment on function baton._has_room(text, text) is
  'Whether a limit (null: none) and a queue (null: not asked) have a free slot each.';
