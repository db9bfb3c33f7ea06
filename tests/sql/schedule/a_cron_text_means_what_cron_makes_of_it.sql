-- Ranges, steps, lists, names, and the day rule of cron: by date or weekday where both are given.
begin;
select plan(33);

-- The next slots after Friday, 2026-01-30 22:58:30 GMT, in one line.
create function pg_temp.next(p_cron text, p_count int default 3, p_after timestamptz default '2026-01-30 22:58:30+00') returns text language sql as $$
  select string_agg(to_char(slot at time zone 'utc', 'MM-DD HH24:MI'), ', ' order by slot) from baton.next_slots(p_cron, p_count, p_after) as slot
$$;

select is(pg_temp.next('* * * * *'), '01-30 22:59, 01-30 23:00, 01-30 23:01', 'every minute');
select is(pg_temp.next('*/20 * * * *'), '01-30 23:00, 01-30 23:20, 01-30 23:40', 'a step');
select is(pg_temp.next('5-40/15 * * * *', 4), '01-30 23:05, 01-30 23:20, 01-30 23:35, 01-31 00:05', 'a step over a range');
select is(pg_temp.next('10,40,10-12 23 * * *', 5), '01-30 23:10, 01-30 23:11, 01-30 23:12, 01-30 23:40, 01-31 23:10', 'a list, in order and without doubles');
select is(pg_temp.next('59 22 * * *', 2), '01-30 22:59, 01-31 22:59', 'today is not over');
select is(pg_temp.next('58 22 * * *', 2), '01-31 22:58, 02-01 22:58', 'a slot that has begun is past');
select is(pg_temp.next('0 2 * * *', 2, '2026-02-28 02:00+00'), '03-01 02:00, 03-02 02:00', 'after a slot comes the one after it');
select is(pg_temp.next('0 0 31 * *'), '01-31 00:00, 03-31 00:00, 05-31 00:00', 'short months are passed over');
select is(pg_temp.next('0 0 29 2 *', 1), '02-29 00:00', 'a day every four years');
select is((select extract(year from slot)::int from baton.next_slots('0 0 29 2 *', 1, '2096-03-01') as slot), 2104, '2100 is no leap year');
select is(pg_temp.next('0 12 * Feb mon'), '02-02 12:00, 02-09 12:00, 02-16 12:00', 'names');
select is(pg_temp.next('0 12 * * MON-Wed,sat'), '01-31 12:00, 02-02 12:00, 02-03 12:00', 'ranges and lists of names');
select is(pg_temp.next('0 12 * * fri-sun', 4), '01-31 12:00, 02-01 12:00, 02-06 12:00, 02-07 12:00', 'Sunday ends a range');
select is(pg_temp.next('0 12 * * 0'), pg_temp.next('0 12 * * 7'), 'Sunday is 0 and 7');
select is(pg_temp.next('0 12 * * 5-7', 4), '01-31 12:00, 02-01 12:00, 02-06 12:00, 02-07 12:00', 'also in a range');
select is(pg_temp.next('0 0 13 * fri', 4), '02-06 00:00, 02-13 00:00, 02-20 00:00, 02-27 00:00', 'date or weekday: every Friday ...');
select is(pg_temp.next('0 0 1 3 wed', 3, '2026-02-28 00:00+00'), '03-01 00:00, 03-04 00:00, 03-11 00:00', '... and a Sunday, because it is the first');
select is(pg_temp.next('0 0 */10 * mon', 2), '05-11 00:00, 06-01 00:00', 'but a field that begins with a star is a star: both must match');
select is(pg_temp.next('0 0 10 * */2', 2), '02-10 00:00, 03-10 00:00', 'of the weekday, too');
select is(pg_temp.next('0 0 29 2 */7', 1, '2033-01-01'), '02-29 00:00', 'a 29th of February on a Sunday: not before 2060');
select is((select extract(year from slot)::int from baton.next_slots('0 0 29 2 */7', 1, '2033-01-01') as slot), 2060, 'which is found');
select is(pg_temp.next('@hourly', 2), '01-30 23:00, 01-31 00:00', '@hourly');
select is(pg_temp.next('@daily', 2), '01-31 00:00, 02-01 00:00', '@daily');
select is(pg_temp.next('@weekly', 2), '02-01 00:00, 02-08 00:00', '@weekly');
select is(pg_temp.next('@monthly', 2), '02-01 00:00, 03-01 00:00', '@monthly');
select is(pg_temp.next('@yearly', 1), '01-01 00:00', '@yearly');
select is(pg_temp.next(E' 0\t2  * * * ', 1), '01-31 02:00', 'blanks do not matter');
set local timezone = 'Pacific/Auckland';
select is(pg_temp.next('0 2 * * *', 1), '01-31 02:00', 'nor does the session''s time zone');
set local timezone = 'utc';

-- A second opinion: every minute of two months, asked by each field alone.
create function pg_temp.due(p_at timestamp, p_minute int, p_hours int[], p_dom int, p_dow int) returns boolean language sql as $$
  select extract(minute from p_at) = p_minute and extract(hour from p_at)::int = any (p_hours)
    and (extract(day from p_at) = p_dom or extract(dow from p_at) = p_dow)
$$;
select set_eq(
  $$select slot from baton._slots('17 */6 13 * tue', '2026-01-31 23:59:59+00', '2026-03-31 23:59+00') as slot$$,
  $$select minute at time zone 'utc' from generate_series('2026-02-01'::timestamp, '2026-03-31 23:59', '1 minute') as minute
    where pg_temp.due(minute, 17, '{0,6,12,18}', 13, 2)$$, 'all slots of two months, minute by minute');

-- The last slot up to a time is the one that no other follows up to then.
select is_empty($$
  select cron, at, baton._last_slot(cron, at), baton._next_slot(cron, baton._last_slot(cron, at))
  from unnest('{* * * * *,*/7 3-5 * * *,0 2 * * mon,0 0 29 2 *,30 23 31 12 *,0 0 13 * 5}'::text[]) as cron,
    generate_series('2026-01-01 00:00+00'::timestamptz, '2027-03-01 00:00+00', '17 days 05:43:12') as at
  where not (baton._last_slot(cron, at) <= at and baton._next_slot(cron, baton._last_slot(cron, at)) > at)
$$, 'the last slot and the next one lie around every time');
select is(baton._last_slot('0 2 * * *', '2026-01-30 02:00:00+00'), '2026-01-30 02:00:00+00', 'a slot that begins now is the last one');
select is(baton._last_slot('0 0 29 2 *', '2104-02-28'), '2096-02-29 00:00+00', 'eight years back');

-- pg_cron gets numbers, since its own reader takes names on trust.
select is((baton._cron_fields('*/5 1-3 * jan,Mar-may fri-sun')).entry, '*/5 1-3 * 1,3-5 5-7', 'the text of the entry');

select * from finish();
rollback;
