create function baton._refuse_isolation() returns boolean
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  raise exception using errcode = 'BT152',
    message = format('this function does not work at isolation level %s: it must see what others commit meanwhile',
      current_setting('transaction_isolation')),
    hint = 'Call it in a transaction of its own: begin isolation level read committed; ... An INSERT into '
      'baton.jobs, create_job() and create_batch() work at every level.';
end
$$;
comment on function baton._refuse_isolation() is
  'Raises BT152: the transaction is not at READ COMMITTED.';
