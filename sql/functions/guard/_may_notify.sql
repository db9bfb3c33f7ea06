-- Whether a doorbell may be rung. The queue of notifications is one for the whole server, and any
-- login can fill it (LISTEN in a transaction that stays open, then NOTIFY): when it is full, a
-- COMMIT that rings fails. The poll carries the promise anyway. Inlined, hence no settings of its
-- own.
create function baton._may_notify() returns boolean
language sql volatile
as $$
  select pg_catalog.pg_notification_queue_usage() operator(pg_catalog.<) 0.9
$$;
comment on function baton._may_notify() is 'Whether the server''s queue of notifications has room.';
