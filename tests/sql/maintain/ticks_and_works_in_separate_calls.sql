begin;
\ir ../fixtures.psql
select plan(8);
select tick from clock \gset
select is(baton.maintain() ->> 'ticked', 'false', 'not due: no tick');
select pg_temp.pass('10 seconds') \g /dev/null
select is(baton.maintain(), '{"ticked": true, "more": true, "work_waits": false, "next_due_ms": null}', 'due: it ticks and does nothing else, so that the tick commits before any work');
select is((select tick from clock), :tick + 1::bigint, 'by one');
select is(baton.maintain() - 'errors' ->> 'ticked', 'false', 'the next call works');
select pg_temp.pass('10 minutes') \g /dev/null
select is(baton.maintain() ->> 'ticked', 'false', 'after a long stop the time is counted from then on');
select is((select tick from clock), :tick + 1::bigint, 'it is no tick: a stopped database ends no lease');
select pg_temp.pass('10 minutes') \g /dev/null
select is(baton.maintain() ->> 'ticked', 'true', 'but where calls are always seldom,');
select is((select tick from clock), :tick + 2::bigint, 'each is one tick');

select * from finish();
rollback;
