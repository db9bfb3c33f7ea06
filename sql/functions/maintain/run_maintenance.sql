-- For pg_cron: call until nothing is left, each call a transaction of its own. A plain procedure (no definer, no SET):
-- others may not commit.
create procedure baton.run_maintenance()
language plpgsql
as $$
declare
  v_result jsonb;
begin
  for v_round in 1..1000 loop
    v_result := baton.maintain();
    commit;
    exit when not (v_result ->> 'more')::boolean;
  end loop;
end
$$;
comment on procedure baton.run_maintenance() is 'Calls maintain() until nothing is left, committing after each call.';
