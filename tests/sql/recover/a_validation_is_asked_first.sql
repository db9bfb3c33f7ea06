begin;
\ir ../fixtures.psql
select plan(21);
select pg_temp.executor() as executor \gset

-- The application: accounts that may be recovered, one that may not, one at which its function stumbles.
create schema t_app;
create function t_app.may_recover(p_job_id bigint, p_job jsonb) returns jsonb language plpgsql as $$
begin
  if p_job ->> 'subject' = 'breaks' then
    raise exception 'no account of job %', p_job_id;
  elsif p_job ->> 'subject' = 'strange' then
    return '[]';
  end if;
  return jsonb_build_object('ok', p_job ->> 'subject' <> 'closed', 'reason', p_job ->> 'kind' || ': account ' || (p_job -> 'parameters' ->> 'account') || ' is closed');
end $$;
create function t_app.never(bigint, jsonb) returns boolean language sql as 'select false';
grant usage on schema t_app to baton_sql;

create function pg_temp.define(p_name text, p_recovery jsonb) returns void language sql as $$
  select baton.define_job_type(jsonb_build_object('job_type', p_name, 'recovery', p_recovery,
    'steps', '[{"key": "a", "command": ["x"], "max_attempts": 1}]'::jsonb))
$$;
select pg_temp.define('asked', '{"validate": "t_app.may_recover", "failed": true}') \g /dev/null
select pg_temp.define('plain', '{"failed": false}') \g /dev/null
select pg_temp.define('never', '{"validate": "t_app.never"}') \g /dev/null

create function pg_temp.failed(p_type text, p_subject text) returns bigint language plpgsql as $$
declare
  v_job bigint := baton.create_job(p_type, '{"account": 7}', p_subject => p_subject);
begin
  perform pg_temp.claim((select max(id) from baton.executors));
  perform pg_temp.stumble(v_job, 'a');
  return v_job;
end $$;
create function pg_temp.skips(p_job bigint) returns text[] language sql as $$
  select array_agg(reason order by id) from baton.job_history where job_id = p_job and action = 'skip_recovery'
$$;
select pg_temp.failed('asked', 'open') as open \gset
select pg_temp.failed('asked', 'closed') as closed \gset
select pg_temp.failed('asked', 'breaks') as breaks \gset
select pg_temp.failed('asked', 'strange') as strange \gset
select pg_temp.failed('plain', 'x') as plain \gset
select pg_temp.failed('never', 'x') as never \gset

select is(baton.recover_orphans('failed', p_dry_run => true) - 'errors', jsonb_build_object('jobs', array[:open, :plain]) || '{"recovered": 2, "failed": 0, "skipped": 4, "dry_run": true}', 'a dry run asks, too');
select is(pg_temp.skips(:closed), null, 'and writes nothing');
select baton.recover_due() as due \gset
select is((:'due')::jsonb - 'errors', '{"recovered": 1, "failed": 0, "skipped": 3, "dry_run": false}', 'by itself only where the type asks for it');
select is((select array_agg((error ->> 'job_id')::bigint order by error ->> 'job_id') from jsonb_array_elements((:'due')::jsonb -> 'errors') as error),
  array[:breaks, :strange]::bigint[], 'a validation that raises, or says neither yes nor no, is an error of that job only');
select ok((:'due')::jsonb @> jsonb_build_object('errors', jsonb_build_array(jsonb_build_object('job_id', :breaks, 'sqlstate', 'P0001', 'error', 'no account of job ' || :breaks))),
  'with what it said');
select is(pg_temp.job_state(:open), 'in_progress', 'the one that may is recovered');
select is((select recoveries from jobs where id = :open), 1, 'and says so');
select is((select reason from job_history where job_id = :open and action = 'recover_orphans'), 'its error class TIMEOUT is recoverable', 'in its history, too');
select is(pg_temp.job_state(:closed), 'failed (step_failed)', 'the one that may not is left');
select is(pg_temp.skips(:closed), array['t_app.may_recover said no: failed: account 7 is closed'], 'with the reason in its history');
select is(pg_temp.skips(:breaks), array[format('t_app.may_recover failed: no account of job %s', :breaks)], 'an error, too');
select is(baton.recover_orphans('failed') ->> 'recovered', '1', 'by hand the others are recovered');
select is(pg_temp.job_state(:plain) || '; ' || pg_temp.job_state(:never), 'in_progress; failed (step_failed)', 'but where their validation says no');
select is(pg_temp.skips(:never), array['t_app.never said no'], 'a plain false has no reason');
select is(array_length(pg_temp.skips(:closed), 1), 1, 'the same answer again is not written again');

select pg_temp.claim(:executor) \g /dev/null
select pg_temp.pass('2 hours') \g /dev/null
update jobs set subject = 'closed' where id = :open;
select is(baton.recover_orphans('stuck') - 'errors', '{"recovered": 0, "failed": 1, "skipped": 1, "dry_run": false}', 'stuck jobs are asked about, too; max_attempts 1 is spent');
select is(pg_temp.states(:open), 'a running', 'what may not be recovered runs on');
select is((select error_code from steps where job_id = :plain), 'EXECUTOR_LOST', 'a job that ends by its recovery counts as failed');
select is((select recoveries from jobs where id = :plain), 2, 'and was recovered twice');

-- Many that are refused do not hide one that is not.
insert into baton.jobs (job_type, subject) select 'asked', 'closed' from generate_series(1, 15);
insert into baton.jobs (job_type, subject) values ('asked', 'open') returning id as last \gset
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.stumble(id, 'a') from jobs where job_type = 'asked' and status = 'in_progress' and id <> :open \g /dev/null
do $$ begin perform baton.recover_due(1); perform baton.recover_due(1); end $$;
select is(pg_temp.job_state(:last), 'in_progress', 'those that were refused come last');
select throws_ok($$ select baton.recover_orphans('stuck', 0) $$, 'BT055', 'the number of jobs to recover must be between 1 and 10000', 'a number of jobs that makes no sense');

select * from finish();
rollback;
