-- Retries, a timeout, failures, a success after a retry, lost attempts up to the budget, a hand-back: what was counted on the way is
-- what a count of the attempts says, before the fold and after it, and after the attempts are gone.
begin;
\ir ../fixtures.psql
select plan(15);

-- No other test's jobs count here.
truncate baton.attempt_counts, baton.attempt_totals;
create temp table before as select coalesce(max(job_id), 0) as job_id from baton.attempt_rows;

-- Every counter with its labels, as the view has it and as attempts have it.
create function pg_temp.shown() returns text language sql as $$
  select string_agg(format('%s %s %s', name, labels, value), E'\n' order by name, labels::text)
  from baton.metrics
  where name in ('baton_attempts_total', 'baton_timeouts_total', 'baton_attempt_duration_seconds_count')
    and (value > 0 or name = 'baton_timeouts_total')
$$;
create function pg_temp.counted() returns text language sql as $$
  select string_agg(format('%s %s %s', name, labels, value), E'\n' order by name, labels::text)
  from (
    select 'baton_attempts_total' as name, jsonb_build_object('outcome', outcome, 'error_class', coalesce(error_code, '')) as labels, count(*) as value
    from baton.attempt_rows, before where attempt_rows.job_id > before.job_id group by outcome, error_code
    union all
    select 'baton_timeouts_total', '{}', count(*) from baton.attempt_rows, before where attempt_rows.job_id > before.job_id and ended in ('timeout', 'idle_timeout')
    union all
    select 'baton_attempt_duration_seconds_count', jsonb_build_object('outcome', outcome), count(*)
    from baton.attempt_rows, before where attempt_rows.job_id > before.job_id and outcome <> 'lost' group by outcome
  ) as counts
$$;
create function pg_temp.value_of(p_name text, p_labels jsonb) returns float8 language sql as $$
  select sum(value) from baton.metrics where name = p_name and labels @> p_labels
$$;

select pg_temp.executor() as one \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"]}, {"key": "c", "command": ["x"], "timeout": "1 minute"}]') as job \gset
select pg_temp.claim(:one) \g /dev/null
select pg_temp.pass('7 seconds');
select pg_temp.report(:job, 'a') \g /dev/null
select pg_temp.stumble(:job, 'b') \g /dev/null
select pg_temp.report(:job, 'c', '{"ended": "timeout", "signal": 15}') \g /dev/null
select is(pg_temp.shown(), pg_temp.counted(), 'a success, a failure that is retried, a timeout');
select pg_temp.pass('1 hour');
select baton._promote_due(1000) \g /dev/null
select pg_temp.claim(:one) \g /dev/null
select pg_temp.pass('20 milliseconds');
select pg_temp.report(:job, 'b') \g /dev/null
select pg_temp.fail(:job, 'c') \g /dev/null
select is(pg_temp.shown(), pg_temp.counted(), 'a success and a failure for good after a retry');
select is(pg_temp.value_of('baton_retries_total', '{"became": "completed"}'), 1::float8, 'one retry helped');
select is(pg_temp.value_of('baton_retries_total', '{"became": "failed"}'), 1::float8, 'one did not');
select is(pg_temp.value_of('baton_attempt_duration_seconds_bucket', '{"le": "0.05"}'), 2::float8, 'two attempts took 20 ms');
select is(pg_temp.value_of('baton_attempt_duration_seconds_bucket', '{"le": "5"}'), 2::float8, 'none between');
select is(pg_temp.value_of('baton_attempt_duration_seconds_bucket', '{"le": "30"}'), 5::float8, 'three took 7 s');
select is(round(pg_temp.value_of('baton_attempt_duration_seconds_sum', '{}')::numeric, 3), 21.040, 'together so many seconds');

select pg_temp.job('[{"key": "a", "command": ["x"]}]') as lost \gset
create function pg_temp.lose() returns void language plpgsql as $$
declare
  v_executor bigint := pg_temp.executor('dies');
begin
  perform pg_temp.claim(v_executor);
  update baton.executors set renewed_tick = renewed_tick - 3 where id = v_executor;
  perform baton._expire_leases(1000);
end $$;
select pg_temp.lose() from generate_series(1, 4) \g /dev/null
select is(array[pg_temp.value_of('baton_lost_attempts_total', '{"became": "ready"}'), pg_temp.value_of('baton_lost_attempts_total', '{"became": "failed"}')],
  array[3, 1]::float8[], 'three lost attempts were recovered, the fourth failed its step');
select is((select array_agg(value order by labels ->> 'status') from baton.metrics where name = 'baton_step_results_total' and value > 0),
  array[2, 2, 3, 2]::float8[], 'steps by what became of them: completed, failed, ready, retrying');

-- The fold changes no number, whether some rows are folded or all.
select pg_temp.shown() as shown \gset
insert into baton.attempt_counts
select null, null from generate_series(1, 150);
select is(baton._fold_counts(100), 100, 'a fold takes as many rows as it may');
select is(pg_temp.shown(), :'shown', 'and changes no number');
truncate baton.attempt_counts;   -- what is left has no count
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as more \gset
select pg_temp.claim(:one) \g /dev/null
select pg_temp.report(:more, 'a') \g /dev/null
select is(pg_temp.shown(), pg_temp.counted(), 'totals and what came later are one number');
insert into baton.attempt_counts select null, null from generate_series(1, 150);
select baton._fold_counts(1000) \g /dev/null
select is(pg_temp.shown(), pg_temp.counted(), 'a second fold adds to what the first one left');

create function pg_temp.shown_without_attempts() returns text language plpgsql as $$
begin
  delete from baton.attempt_rows;
  raise exception using errcode = 'P0999', message = pg_temp.shown();
exception when sqlstate 'P0999' then
  return sqlerrm;
end $$;
select is(pg_temp.shown_without_attempts(), pg_temp.shown(), 'the counts outlive the attempts');

select * from finish();
rollback;
