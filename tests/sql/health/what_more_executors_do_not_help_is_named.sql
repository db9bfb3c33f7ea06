-- Steps that wait for long although executors are free: what holds them back is named, and its fix works as it stands.
begin;
\ir ../fixtures.psql
select plan(11);
insert into baton.queues (name) values ('q');
insert into baton.concurrency_limits (name, slots) values ('none', 0);
select pg_temp.executor('e', 4, '{q}') as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"], "queue": "q", "limit": "none"}]') as limited \gset
create function pg_temp.said() returns text language sql as $$ select status || ': ' || message || ' -> ' || fix from baton.health where name = 'queue q' $$;
create function pg_temp.follow() returns void language plpgsql as $$
declare
  v_fix text := (select regexp_replace(fix, '^More executors do not help\. ', '') from baton.health where name = 'queue q');
begin
  execute v_fix;   -- (scripts/coverage evaluates this again afterwards, when the fix is another)
end $$;

select is(pg_temp.said(), null, 'not before it has waited for long');
select pg_temp.pass('11 minutes') \g /dev/null
set local role baton_operator;
select is(pg_temp.said(), 'warning: 1 ready step waits, the oldest for 11 min; 0 run in 4 slots. Held back: 1 (limit:none).'
  ' -> More executors do not help. update baton.concurrency_limits set slots = 1 where name = ''none'';', 'a limit of 0');
select pg_temp.follow() \g /dev/null
reset role;
select is(pg_temp.claim(:executor, 1), 'a', 'its fix lets the step start');

select pg_temp.job('[{"key": "b", "command": ["x"], "queue": "q"}, {"key": "c", "command": ["x"], "queue": "q", "circuit_breaker": "shop"}]') as other \gset
select baton.open_breaker('shop', 'maintenance') \g /dev/null
select pg_temp.pass('11 minutes') \g /dev/null
select matches(pg_temp.said(), '2 ready steps wait, .* Held back: 1 \(breaker:shop\)\. -> Give its executors more slots', 'some are held back, others lack slots');
select is(pg_temp.claim(:executor, 1), 'b', 'those start');
select matches(pg_temp.said(), 'Held back: 1 \(breaker:shop\)\. -> More executors do not help\. select \* from baton\.breaker_status where name = ''shop'';', 'the rest waits for the breaker');
select baton.close_breaker('shop') \g /dev/null

-- What started while the queue had no number would not count.
select pg_temp.report(:limited, 'a') \g /dev/null
select pg_temp.report(:other, 'b') \g /dev/null
update baton.queues set slots = 0 where name = 'q';
select matches(pg_temp.said(), 'Held back: 1 \(queue_full\)\. -> More executors do not help\. update baton\.queues set slots = 1 where name = ''q'';', 'the queue has no slot');
select pg_temp.follow() \g /dev/null
select is(pg_temp.claim(:executor, 1), 'c', 'its fix lets the step start, too');
select is(pg_temp.said(), null, 'nothing waits');

-- What waits is counted a second time for it, so it is asked only where a queue is late.
select pg_temp.job('[{"key": "d", "command": ["x"], "queue": "q", "limit": "none"}]') as last \gset
create or replace function baton._held_back() returns table (queue text, steps bigint, reasons text, fix text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$ begin raise 'asked'; end $$;
select is((select status from baton.health where name = 'queue q'), 'ok', 'as long as no queue is late, nobody asks what holds them back');
select pg_temp.pass('11 minutes') \g /dev/null
select throws_ok('select * from baton._health_of_queues()', 'P0001', 'asked', 'else somebody does');

select * from finish();
rollback;
