-- Reports that are under way when the clock jumps bring waits of the old clock after the jump was noticed.
begin;
\ir ../fixtures.psql
select plan(6);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"], "backoff": "fixed"}, {"key": "b", "command": ["x"], "backoff": "fixed"}]') as job \gset
select is(pg_temp.claim(:executor), 'a b', 'both run');

select pg_temp.pass('-5 hours') \g /dev/null
select baton.maintain(), baton.maintain() \g /dev/null
select pg_temp.stumble(:job, 'a') \g /dev/null
-- As the old clock would have had it.
select pg_temp.pass('5 hours'), pg_temp.stumble(:job, 'b'), pg_temp.pass('-5 hours') \g /dev/null
select is((select next_retry_at - baton._now() from steps where job_id = :job and key = 'b'), interval '5 hours 1 second', 'b''s wait is the old clock''s');
select is((select string_agg((baton.maintain() ->> 'shift_waits'), ' ') from generate_series(1, 2)), '1 0', 'it is found, once');
select is((select array_agg(next_retry_at - baton._now()) from steps where job_id = :job), array[interval '1 second', interval '1 second'], 'and both wait their second');

select pg_temp.pass('1 minute'), baton.maintain(), baton.maintain(), pg_temp.pass('10 minutes'), baton.maintain(), baton.maintain(),
  pg_temp.pass('10 minutes'), baton.maintain(), pg_temp.pass('10 seconds'), baton.maintain(), pg_temp.pass('10 seconds'), baton.maintain(),
  pg_temp.pass('10 seconds'), baton.maintain(), baton.maintain() \g /dev/null
select pg_temp.executor('two') as executor \gset
select is(pg_temp.claim(:executor), 'a b', 'both run again, long after');
select pg_temp.pass('5 hours'), pg_temp.stumble(:job, 'b'), pg_temp.pass('-5 hours'), baton.maintain() \g /dev/null
select is((select next_retry_at - baton._now() from steps where job_id = :job and key = 'b'), interval '1 second',
  'a clock that went ahead and came back between two calls stretches no wait either');

select * from finish();
rollback;
