begin;
\ir ../refusal.psql
select plan(36);

-- What a caller gives is bounded before anything is done for it: a call costs no minute of CPU, keeps no megabyte for each job,
-- and ends with an error that names the value.
set local statement_timeout = '60s';
select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "manual": "look"}, {"key": "b", "command": ["x"], "circuit_breaker": "b"}]}') \g /dev/null
select baton.create_job('t', p_batch_id => 'x') as job \gset

select is(pg_temp.refusal(format('select baton.next_slots(%s)', arguments)), refusal, 'next_slots(' || left(arguments, 40) || ')')
from (values
  ('''* * * * *'', 1000000000', 'BT062: p_count must be between 1 and 1000'),
  ('''* * * * *'', 0', 'BT062: p_count must be between 1 and 1000'),
  ('''* * * * *'', -1', 'BT062: p_count must be between 1 and 1000'),
  ('''* * * * *'', null', 'BT062: p_count must be between 1 and 1000'),
  ('''* * * * *'', 1, ''infinity''', 'BT062: p_after must lie in the years 1 to 9999'),
  ('''* * * * *'', 1, ''-infinity''', 'BT062: p_after must lie in the years 1 to 9999'),
  ('''* * * * *'', 1, ''294276-12-31''', 'BT062: p_after must lie in the years 1 to 9999'),
  ('repeat(''1,'', 100000) || ''1 * * * *''', 'BT100: cron: the text is longer than 500 characters'),
  ('repeat('' '', 10000000) || ''1 * * * *''', 'BT100: cron: the text is longer than 500 characters')
) as call(arguments, refusal);
set local statement_timeout = '20s';   -- it took 30 s, for a thousand of these
select is((select count(*) from baton.next_slots('0 0 29 2 *', 1000)), 1000::bigint, 'the rarest slots cost no more than others');
select results_eq($$select slot from baton.next_slots('0 0 29 2 */7', 2, '2026-01-01') as slot$$,
  array['2032-02-29 00:00+00', '2060-02-29 00:00+00']::timestamptz[], 'and are the right ones');
select results_eq($$select slot from baton.next_slots('30 4 31 1,12 *', 3, '2026-12-31 04:30+00') as slot$$,
  array['2027-01-31 04:30+00', '2027-12-31 04:30+00', '2028-01-31 04:30+00']::timestamptz[], 'at the end of a month, too');
select results_eq($$select slot from baton.next_slots('0 0 29 2 */7', 1, '2072-03-01') as slot$$,
  array['2088-02-29 00:00+00']::timestamptz[], 'and before a century without a leap day');
select results_eq($$select slot from baton.next_slots('0 0 29 2 */7', 1, '2088-03-01') as slot$$,
  array['2128-02-29 00:00+00']::timestamptz[], 'and over it');
set local statement_timeout = '60s';

select is(pg_temp.refusal(call), refusal, call)
from (values
  ('select baton.maintain(-1)', 'BT062: p_limit must be between 1 and 100000'),
  ('select baton.maintain(null)', 'BT062: p_limit must be between 1 and 100000'),
  ('select baton.maintain(2147483647)', 'BT062: p_limit must be between 1 and 100000'),
  ('select baton.recover_due(-1)', 'BT062: p_max_jobs must be between 1 and 10000'),
  ('select baton.recover_due(2147483647)', 'BT062: p_max_jobs must be between 1 and 10000'),
  ('select * from baton.preview_error_classes(-1)', 'BT062: p_limit must be between 1 and 10000'),
  ('select * from baton.preview_error_classes(null)', 'BT062: p_limit must be between 1 and 10000'),
  ('select baton.apply_retention(true, 2147483647)', 'BT110: p_dry_run must be true or false, and p_pieces between 1 and 100000'),
  ('select baton.prune_cron_runs(''-1 year'')', 'BT062: p_keep must be between 0 and 10 years'),
  ('select baton.prune_cron_runs(''100000000 years'')', 'BT062: p_keep must be between 0 and 10 years'),
  ('select baton.open_breaker(''b'', ''x'', ''100000000 years'')', 'BT081: p_for must be longer than nothing and at most 10 years'),
  ('select baton.open_breaker(''b'', ''x'', ''-1 second'')', 'BT081: p_for must be longer than nothing and at most 10 years')
) as bounded(call, refusal);

select is(pg_temp.refusal(format(call, :job)), 'BT062: the reason is longer than 4000 bytes', call)
from (values
  ('select baton.cancel_job(%s, repeat(''r'', 4001))'),
  ('select baton.cancel_batch(''x'', repeat(''r'', 4001))'),
  ('select baton.pause_queue(''default'', repeat(''r'', 4001))'),
  ('select baton.open_breaker(''b'', repeat(''r'', 4001))'),
  ('select baton.close_breaker(''b'', repeat(''r'', 4001))'),
  ('select baton.hold_job(%s, repeat(''r'', 4001))'),
  ('select baton.resolve_step(%s, ''a'', ''completed'', null, repeat(''r'', 4001))'),
  ('select baton.set_step_status(%s, ''a'', ''completed'', repeat(''r'', 4001))'),
  ('select baton.set_step_statuses(%s, ''[{"step": "a", "status": "completed"}]'', repeat(''r'', 4001))'),
  ('select baton.reset_step(%s, ''a'', repeat(''r'', 4001))')
) as reasoned(call);

select * from finish();
rollback;
