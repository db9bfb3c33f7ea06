begin;
\ir ../../fixtures.psql
select plan(6);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "runs", "command": ["x"]}]') as job \gset
select pg_temp.job('[{"key": "tries", "command": ["x"]}]') as tries \gset
select pg_temp.job('[{"key": "look", "manual": "Look"}]') as manual \gset
select is(pg_temp.claim(:executor), 'runs tries', 'two start');
select pg_temp.stumble(:tries, 'tries') \g /dev/null
select pg_temp.job('[{"key": "waits", "command": ["x"]}]') as waits \gset
create function pg_temp.listed(p_status text) returns text language sql as $$
  select string_agg(step_key || ' ' || status, ', ') from baton.list_steps(p_status)
  where job_id >= current_setting('test.first')::bigint
$$;
select set_config('test.first', :'job', true) \g /dev/null
select is(pg_temp.listed('running'), 'runs running', 'what runs');
select is(pg_temp.listed('retrying'), 'tries retrying', 'what waits for its retry');
select is(pg_temp.listed('action_required'), 'look action_required', 'what waits for a person');
select is(pg_temp.listed('ready'), 'waits ready', 'what could start');
select throws_ok($$select list_steps('completed')$$, 'BT062',
  'p_status must be running, retrying, action_required or ready', 'what has ended has too many');

select * from finish();
rollback;
