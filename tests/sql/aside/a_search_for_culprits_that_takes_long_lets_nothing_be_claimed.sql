-- Its claim would fail, and undo what was found; so the culprits that were found stay aside, and the next call goes on.
begin;
\ir ../fixtures.psql
\ir poison.psql
set client_min_messages = error;
select plan(4);
select pg_temp.executor() as executor \gset
select pg_temp.jobs(2) as jobs \gset
select pg_temp.poison('running', 'insert', :'jobs') \g /dev/null
create function pg_temp.take_long() returns trigger language plpgsql as $$ begin perform pg_sleep(0.6); return new; end $$;
create trigger long before insert on baton.running for each row execute function pg_temp.take_long();
select is((select count(token)::int from baton.claim_steps(:executor, nextval('call_numbers'), 10, true)), 0, 'nothing is claimed');
select isnt(pg_temp.aside(), 'nothing', 'but a culprit was found');
drop trigger long on baton.running;
select pg_temp.jobs(1) as good \gset
select is((select count(token)::int from baton.claim_steps(:executor, nextval('call_numbers'), 10, true)), 1, 'the next call claims what is good');
select is((select count(*)::int from baton.set_aside where work = 'claim' and job_id = any (:'jobs'::bigint[])), 2, 'and has found them all');
select * from finish();
rollback;
