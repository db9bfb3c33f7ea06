-- For pg_cron: call until nothing is left, each call a transaction of its own, at READ COMMITTED
-- whatever the database's default is. Nothing may be evaluated between the commit and that. A plain
-- procedure (no definer, no SET): others may not commit.
create procedure baton.run_maintenance()
language plpgsql
as $$
declare
  v_result jsonb;
begin
  for v_round in 1..1000 loop
    commit;
    set transaction isolation level read committed;
    v_result := baton.maintain();
    if v_result ? 'note' then
      raise notice 'maintenance: %', v_result ->> 'note';
    end if;
    exit when not (v_result ->> 'more')::boolean;
  end loop;
end
$$;
comment on procedure baton.run_maintenance() is
  'Calls maintain() until nothing is left, committing after each call.';
