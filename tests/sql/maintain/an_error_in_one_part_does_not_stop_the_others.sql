begin;
\ir ../fixtures.psql
set client_min_messages = error;
select plan(3);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"], "backoff": "fixed"}]') as job \gset
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.stumble(:job, 'a') \g /dev/null
create or replace function baton._expire_leases(p_limit int) returns int language plpgsql as $$
begin
  raise exception 'something is wrong here';
end $$;
select pg_temp.pass('1 minute') \g /dev/null
select baton.maintain() \g /dev/null
select baton.maintain() as result \gset
select is(:'result'::jsonb -> 'errors', '[{"part": "expire_leases", "sqlstate": "P0001", "message": "something is wrong here"}]', 'it is told');
select is(:'result'::jsonb ->> 'promote_due', '1', 'and the retry is promoted');
select is(pg_temp.state(:job, 'a'), 'ready', 'as it should be');
select * from finish();
rollback;
