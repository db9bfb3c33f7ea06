-- Rows that are written here would meet those that come: the subscription would stop, or both would
-- run the jobs.
create function baton._refuse_subscriber() returns void
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_subscription name;
begin
  select subscription.subname into v_subscription
  from pg_subscription as subscription
  join pg_database as database
    on database.oid = subscription.subdbid and database.datname = current_database()
  join pg_subscription_rel as relation on relation.srsubid = subscription.oid
  where subscription.subenabled and relation.srrelid = 'baton.jobs'::regclass
  limit 1;
  if found then
    raise exception using errcode = 'BT151',
      message = format('this database is a copy: subscription %s writes its jobs', v_subscription),
      hint = format('To move here, stop the executors over there, wait until all has arrived, then: '
        'drop subscription %I; select baton.accept_database();', v_subscription);
  end if;
end
$$;
comment on function baton._refuse_subscriber() is
  'Raises BT151 where a subscription writes the jobs.';
