-- Asks for the report of one day: an ad-hoc graph in one plain INSERT, without a job type.
--
--   psql -v orders=$PWD/input/orders.csv -v day=2026-03-14 -v output_dir=/tmp/report -f insert.sql
--
-- checkOrders -> salesByHour, salesByItem -> renderReport -> storeSummary (a SQL step)
\set ON_ERROR_STOP on
insert into baton.jobs (subject, idempotency_key, parameters, steps)
values (
  'report ' || :'day',
  'nightly-report ' || :'day',
  jsonb_build_object('orders', :'orders', 'date', :'day', 'output_dir', :'output_dir',
                     'tolerated_bad_lines', 0),
  '[{"key": "checkOrders",  "label": "Check the order lines", "command": ["check-orders"]},
    {"key": "salesByHour",  "label": "Sum by hour", "command": ["sum-by-hour"], "depends_on": ["checkOrders"]},
    {"key": "salesByItem",  "label": "Sum by item", "command": ["sum-by-item"], "depends_on": ["checkOrders"]},
    {"key": "renderReport", "label": "Render the page", "command": ["render-report"],
     "depends_on": ["salesByHour", "salesByItem"]},
    {"key": "storeSummary", "label": "Store the totals", "sql": "report.store_summary",
     "depends_on": ["renderReport"], "timeout": "30 seconds"}]'::jsonb)
on conflict do nothing
returning id;
