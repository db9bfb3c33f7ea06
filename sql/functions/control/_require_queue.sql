create function baton._require_queue(p_queue text) returns void
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  if not exists (select from queues where name = p_queue) then
    raise exception using errcode = 'BT056', message = format('there is no queue %s', coalesce(quote_ident(left(p_queue, 100)), 'null')),
      hint = format('Queues: %s.', (select string_agg(name, ', ' order by name) from queues));
  end if;
end
$$;
comment on function baton._require_queue(text) is 'Raises BT056 when there is no such queue.';
