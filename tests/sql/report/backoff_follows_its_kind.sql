begin;
\ir ../fixtures.psql
select plan(16);
create function pg_temp.waits(p_backoff text, p_base interval, p_cap interval, p_jitter real) returns interval[] language sql as
$$ select array_agg(baton._retry_delay(p_backoff, p_base, p_cap, p_jitter, k, null) order by k) from generate_series(1, 5) as k $$;
select is(pg_temp.waits('none', '1 s', '30 s', 0.1), array['0', '0', '0', '0', '0']::interval[], 'none');
select is(pg_temp.waits('fixed', '2 s', '30 s', 0.1), array['2 s', '2 s', '2 s', '2 s', '2 s']::interval[], 'fixed');
select is(pg_temp.waits('linear', '2 s', '9 s', 0.1), array['2 s', '4 s', '6 s', '8 s', '9 s']::interval[], 'linear, capped');
select is(pg_temp.waits('exponential', '1 s', '10 s', 0.1), array['1 s', '2 s', '4 s', '8 s', '10 s']::interval[], 'exponential, capped');
select ok(bool_and(wait between interval '4 s' and interval '4.4 s'), 'jitter adds up to its share')
from (select baton._retry_delay('exponential_jitter', '1 s', '30 s', 0.1, 3, null) as wait from generate_series(1, 200)) as tried;
select ok(count(distinct wait) > 100, 'and differs each time')
from (select baton._retry_delay('exponential_jitter', '1 s', '30 s', 0.1, 3, null) as wait from generate_series(1, 200)) as tried;
select is(baton._retry_delay('exponential', '1 s', '30 s', 0.1, 1000, null), interval '30 s', 'no overflow at the thousandth retry');
select is(baton._retry_delay('fixed', '1 s', '30 s', 0.1, 1, '2.5 s'), interval '2.5 s', 'the script may ask for longer');
select is(baton._retry_delay('fixed', '5 s', '30 s', 0.1, 1, '2.5 s'), interval '5 s', 'but not for shorter');
select is(baton._retry_delay('fixed', '1 s', '30 s', 0.1, 1, '10 days'), interval '1 day', 'and for a day at most');

-- The same through a report: class TIMEOUT is exponential from one second.
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as job \gset
create function pg_temp.next_wait(p_executor bigint, p_job bigint) returns interval language plpgsql as $$
begin
  perform pg_temp.claim(p_executor);
  perform pg_temp.stumble(p_job, 'a');
  return (select next_retry_at - baton._now() from baton.steps where job_id = p_job);
end $$;
select is(pg_temp.next_wait(:executor, :job), interval '1 second', 'first retry');
select pg_temp.pass('1 second') \g /dev/null
select is(pg_temp.next_wait(:executor, :job), interval '2 seconds', 'second');
select pg_temp.pass('2 seconds') \g /dev/null
select is(pg_temp.next_wait(:executor, :job), interval '4 seconds', 'third');
select pg_temp.pass('4 seconds') \g /dev/null
select is(pg_temp.next_wait(:executor, :job), null, 'then it has failed');

-- An edit of a class shows what it does before it acts.
update baton.error_classes set max_retries = 4, base_delay = '5 seconds', max_delay = '30 seconds', backoff = 'exponential' where code = 'UNKNOWN';
select is((select waits from baton.classify_error(null, 3, null, false, null, '', 'sold out')), '{5s,10s,20s,30s}', 'classify_error says how long each retry would wait');
update baton.error_classes set max_retries = 0 where code = 'UNKNOWN';
select is((select waits from baton.classify_error(null, 3, null, false, null, '', 'sold out')), '{}', 'where none is left it is empty');

select * from finish();
rollback;
