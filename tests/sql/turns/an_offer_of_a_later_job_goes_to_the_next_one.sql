begin;
\ir ../fixtures.psql
\ir fixtures.psql
select plan(4);
select pg_temp.executor() as executor \gset
select pg_temp.about('s') as first \gset
select pg_temp.about('s') as second \gset
select pg_temp.about('s') as third \gset
select pg_temp.claimed(:executor, :first, :second, :third) \g /dev/null
select pg_temp.report(:first, 'a') \g /dev/null
select pg_temp.claimed(:executor, :first, :second, :third) \g /dev/null
select pg_temp.report(:first, 'b') \g /dev/null
-- The second one has been offered its turn. Were that lost, an offer of any other would find it.
delete from baton.timers where kind = 'turn';
select is(baton._take_turns(array[:third]), '{}', 'the third one does not start');
select is((select array_agg(job_id) from baton.timers where kind = 'turn'), array[:second]::bigint[], 'the second one is offered its turn');
select is(pg_temp.claimed(:executor, :first, :second, :third), '2a', 'and takes it');
select pg_temp.report(:second, 'a') \g /dev/null
select pg_temp.claimed(:executor, :first, :second, :third) \g /dev/null
select pg_temp.report(:second, 'b') \g /dev/null
select is(pg_temp.claimed(:executor, :first, :second, :third), '3a', 'then the third one');
select * from finish();
rollback;
