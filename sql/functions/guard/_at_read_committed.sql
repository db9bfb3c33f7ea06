-- What verbs that change other people's rows begin with: they must see what others commit while
-- they wait for a lock. Inlined, hence SQL and names in full.
create function baton._at_read_committed() returns boolean
language sql volatile
as $$
  select case pg_catalog.current_setting('transaction_isolation')
      operator(pg_catalog.=) any ('{read committed,read uncommitted}')   -- PostgreSQL's are the same
    when true then true else baton._refuse_isolation() end
$$;
comment on function baton._at_read_committed() is
  'True in a transaction at READ COMMITTED; else raises BT152.';
