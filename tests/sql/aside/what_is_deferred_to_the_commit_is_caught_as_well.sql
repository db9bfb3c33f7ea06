-- A constraint or trigger of others that is deferred raises at the commit, behind every handler. In
-- calls of executors and pg_cron it raises at once, so that its row is set aside like any other.
begin;
\ir ../fixtures.psql
\ir poison.psql
set client_min_messages = error;
select plan(10);
create function pg_temp.poison_at_commit(p_table text, p_event text, p_jobs bigint[]) returns void
language plpgsql
as $$
begin
  perform set_config('test.poisoned', array_to_string(p_jobs, ' '), true);
  execute format('create constraint trigger poison after %s on baton.%I deferrable initially deferred'
    ' for each row execute function pg_temp.raise_for_the_poisoned()', p_event, p_table);
  set constraints all deferred;   -- as in the transactions that come
end $$;
select pg_temp.executor() as executor \gset

-- Claims.
select pg_temp.jobs(8) as jobs \gset
select pg_temp.poison_at_commit('running', 'insert', (:'jobs'::bigint[])[3:3]);
select is(pg_temp.claim_as_executors_do(:executor), '7 carefully', 'all others are claimed');
select is(pg_temp.aside(), format('claim %s/1 P0001', (:'jobs'::bigint[])[3]), 'the culprit is set aside');
select pg_temp.cure('running') \g /dev/null

-- Reports.
select pg_temp.poison_at_commit('jobs', 'update', (:'jobs'::bigint[])[5:5]);
select is(pg_temp.report_all(:executor), '6 recorded, 1 set aside', 'all others are recorded');
select is(array(select job_id from baton.running), (:'jobs'::bigint[])[5:5], 'the culprit runs on');
select pg_temp.cure('jobs') \g /dev/null
select is(pg_temp.report_all(:executor), '1 recorded', 'the cause has gone');

-- Maintenance.
insert into baton.jobs (steps, deadline)
select '[{"key": "a", "command": ["x"]}]', baton._now() + interval '1 second' from generate_series(1, 9);
select pg_temp.pass('2 seconds') \g /dev/null
select pg_temp.poison_at_commit('timers', 'delete', array[min(id)]) from baton.jobs where deadline is not null;
select lives_ok('select pg_temp.tick_and_maintain()', 'maintenance goes on');
select is((select count(*)::int from baton.timers where kind = 'deadline'), 1, 'all deadlines but one are dealt with');
select pg_temp.cure('timers') \g /dev/null

-- Retention.
select pg_temp.tick_and_maintain() \g /dev/null
select pg_temp.pass('1 minute') \g /dev/null
create table public.orders (job_id bigint references baton.jobs deferrable initially deferred);
insert into public.orders select min(id) from baton.jobs where finished_at is not null;
set constraints all deferred;
insert into baton.retention_policies (keep_for) values ('0');
select lives_ok('select baton.apply_retention(false) from generate_series(1, 40)', 'retention goes on');
select is((select count(*)::int from baton.jobs where finished_at is not null), 1, 'all have gone but one');
select matches((select string_agg(work, ' ') from baton.set_aside), 'retention', 'which is set aside');
select * from finish();
rollback;
