-- The application's own side: where the reports are kept, and the function that the last step calls.
--   psql -f report.sql     (needs a role that may create schemas; may be repeated)
create schema if not exists report;

create table if not exists report.daily_sales (
  day              date primary key,
  orders           int not null,
  cancelled_orders int not null,
  revenue          numeric(12,2) not null,
  best_item        text not null,
  report_file      text not null,
  job_id           bigint not null,
  stored_at        timestamptz not null default now()
);

create table if not exists report.item_sales (
  day      date not null references report.daily_sales on delete cascade,
  item     text not null,
  quantity int not null,
  revenue  numeric(12,2) not null,
  primary key (day, item)
);

-- Baton calls it in the transaction that completes the step, as role baton_sql, which may do nothing
-- else here: the function works with its owner's rights. Both happen, or neither.
create or replace function report.store_summary(p_job_id bigint, p_context jsonb) returns jsonb
language plpgsql security definer set search_path = pg_catalog, report, pg_temp
as $$
declare
  v_day date := (p_context #>> '{checkOrders,date}')::date;
  v_hours jsonb := p_context -> 'salesByHour';
  v_items jsonb := p_context #> '{salesByItem,items}';
begin
  delete from report.daily_sales where day = v_day;
  insert into report.daily_sales (day, orders, cancelled_orders, revenue, best_item, report_file, job_id)
  values (v_day, (v_hours ->> 'orders')::int, (v_hours ->> 'cancelledOrders')::int,
          (v_hours ->> 'cents')::numeric / 100, v_items #>> '{0,item}',
          p_context #>> '{renderReport,file}', p_job_id);

  insert into report.item_sales (day, item, quantity, revenue)
  select v_day, item, quantity, cents::numeric / 100
    from jsonb_to_recordset(v_items) as sold (item text, quantity int, cents bigint);

  return jsonb_build_object('day', v_day, 'items', jsonb_array_length(v_items));
end
$$;

revoke execute on function report.store_summary(bigint, jsonb) from public;
grant usage on schema report to baton_sql;
grant execute on function report.store_summary(bigint, jsonb) to baton_sql;
