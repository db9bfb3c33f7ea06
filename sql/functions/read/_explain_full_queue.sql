create function baton._explain_full_queue(p_queue text, p_ahead text) returns text
language sql
stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select format('is ready, but queue "%s" lets no more than %s of its steps run at once. %s To let more run: update baton.queues set slots = %s where name = %L',
    queue.name, queue.slots, p_ahead, coalesce(nullif(queue.slots + 1, 1001)::text, 'null'), queue.name)
  from queues as queue
  where queue.name = p_queue
$$;
comment on function baton._explain_full_queue(text, text) is
  'Why a queue whose slots are all taken starts no step.';
