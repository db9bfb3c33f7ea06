begin;
\ir ../../fixtures.psql
select plan(6);
select pg_temp.executor('e', 3) as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as job \gset
select is(pg_temp.claim(:executor, 1), 'a', 'a runs');
select is((select row(name, status, alive, running, slots, missed_ticks, seen_age)::text from executor_status where executor_id = :executor),
  row('e'::text, 'active'::text, true, 1, 3, 0::bigint, interval '0')::text, 'alive');
update baton.clock set tick = tick + 2;
select is((select row(alive, missed_ticks)::text from executor_status where executor_id = :executor), row(true, 2::bigint)::text, 'two ticks missed');
update baton.clock set tick = tick + 1;
select is((select row(alive, missed_ticks)::text from executor_status where executor_id = :executor), row(false, 3::bigint)::text, 'three are a lost lease');
select is(baton.release_executor(:executor), 1, 'it leaves, and hands back what it held');
select is((select row(status, alive, running, missed_ticks, ended_at)::text from executor_status where executor_id = :executor),
  row('gone'::text, false, 0, null::bigint, baton._now())::text, 'gone');

select * from finish();
rollback;
