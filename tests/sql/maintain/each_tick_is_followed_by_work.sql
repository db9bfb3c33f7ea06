-- Callers who come late find the next tick due each time. They work all the same.
begin;
\ir ../fixtures.psql
select plan(8);
insert into jobs (steps, run_at) values ('[{"key": "a", "manual": "m"}]', _now() + '15 seconds');
select baton.maintain() \g /dev/null
select tick from clock \gset
select pg_temp.pass('10 seconds') \g /dev/null
select is(baton.maintain() ->> 'ticked', 'true', 'the tick is due');
select pg_temp.pass('10 seconds') \g /dev/null
select ok(answer @> '{"ticked": false, "more": true, "promote_due": 1}', 'a call works before the next tick, and says that there is more: ' || answer::text)
from baton.maintain() as answer;
select is(baton.maintain() ->> 'ticked', 'true', 'the next one ticks');
select is((select tick from clock), :tick + 2::bigint, 'and no tick is lost');
select pg_temp.pass('10 seconds') \g /dev/null

-- Work that is rolled back counts, so it cannot stop the clock.
savepoint work;
select is(baton.maintain() ->> 'ticked', 'false', 'it works');
rollback to savepoint work;
select is(baton.maintain() ->> 'ticked', 'true', 'work that was rolled back is not waited for');
select ok(answer @> '{"ticked": false, "more": false}', 'work that no tick waits for is the end: ' || answer::text)
from baton.maintain() as answer;
select is((select tick from clock), :tick + 3::bigint, 'three in all');

select * from finish();
rollback;
