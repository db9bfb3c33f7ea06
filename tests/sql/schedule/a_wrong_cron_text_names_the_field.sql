begin;
\ir ../refusal.psql
select plan(20);

create function pg_temp.wrong(p_cron text) returns text language sql as $$ select pg_temp.refusal(format('select baton.next_slots(%L)', p_cron)) $$;

select is(pg_temp.wrong('61 * * * *'), 'BT100: cron: the minute 61 is not between 0 and 59', 'minute');
select is(pg_temp.wrong('* 24 * * *'), 'BT100: cron: the hour 24 is not between 0 and 23', 'hour');
select is(pg_temp.wrong('* * 0 * *'), 'BT100: cron: the day of month 0 is not between 1 and 31', 'day of month');
select is(pg_temp.wrong('* * * 13 *'), 'BT100: cron: the month 13 is not between 1 and 12', 'month');
select is(pg_temp.wrong('* * * * 8'), 'BT100: cron: the day of week 8 is not between 0 and 7', 'day of week');
select is(pg_temp.wrong('* * * * monday'), 'BT100: cron: the day of week "monday" is no value of it', 'a name that is none');
select is(pg_temp.wrong('* * * mon *'), 'BT100: cron: the month "mon" is no value of it', 'a name of another field');
select is(pg_temp.wrong('* * L * *'), 'BT100: cron: the day of month "l" is no value of it', 'a word of other crons');
select is(pg_temp.wrong('5/10 * * * *'), 'BT100: cron: the minute 5/10 has a step but no range', 'pg_cron would take it as 5');
select is(pg_temp.wrong('50-10 * * * *'), 'BT100: cron: the minute the range 50-10 runs backwards', 'pg_cron would never fire');
select is(pg_temp.wrong('*/0 * * * *'), 'BT100: cron: the minute the step 0 is not between 1 and 60', 'a step of nothing');
select is(pg_temp.wrong('*/90 * * * *'), 'BT100: cron: the minute the step 90 is not between 1 and 60', 'a step beyond the field');
select is(pg_temp.wrong('1,,2 * * * *'), 'BT100: cron: the minute has an empty part', 'an empty part');
select is(pg_temp.wrong('0 0 30 2 *'), 'BT100: cron: the day of month 30 comes in none of the months 2', 'a day that never comes');
select is(pg_temp.wrong('0 0 30 2 mon'), 'accepted', 'unless a weekday is given besides');
select is(pg_temp.wrong('* * * *'), 'BT100: cron: 4 fields instead of five', 'too few fields');
select is(pg_temp.wrong('nightly'), 'BT100: cron: 1 field instead of five', 'one field');
select is(pg_temp.wrong('0 * * * * *'), 'BT100: cron: 6 fields instead of five', 'seconds');
select is(pg_temp.wrong('@reboot'), 'BT100: cron: there is no "@reboot"', 'a word without slots');
select is(pg_temp.wrong(null), 'BT100: cron: the text is missing', 'none');

select * from finish();
rollback;
