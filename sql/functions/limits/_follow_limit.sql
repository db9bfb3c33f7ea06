-- After an operator's edit of a limit: the rows of its slots; and executors that wait start more at
-- once.
create function baton._follow_limit() returns trigger
language plpgsql
security definer
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  if tg_op = 'UPDATE' then   -- lanes that others have just made follow, too
    perform _at_read_committed();
  end if;
  perform _add_slots(new.name, null, new.slots);
  perform _ring_work(array(select id from lanes where limit_name = new.name));
  return null;
end
$$;
comment on function baton._follow_limit() is
  'Trigger: gives a concurrency limit the rows of its slots.';
