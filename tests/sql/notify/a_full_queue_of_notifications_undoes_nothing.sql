-- NOTIFY would fail at COMMIT, and with it what it tells of. (That the queue is looked at: tests/system/doorbells_test.py.)
begin;
\ir ../fixtures.psql
select plan(4);
insert into baton.notifications (name, channel) values ('tells', 'somewhere');
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as told \gset
select pg_temp.claim(:executor) \g /dev/null
select is(pg_temp.report(:told, 'a'), 'recorded', 'a job ends');
select is((select count(*)::int from baton.job_events where action = 'notification tells'), 0, 'and is told of');
create or replace function baton._may_notify() returns boolean
language sql
as $$ select false $$;
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as untold \gset
select pg_temp.claim(:executor) \g /dev/null
select is(pg_temp.report(:untold, 'a'), 'recorded', 'a job ends while the queue is full');
select is((select reason from baton.job_events where action = 'notification tells' and job_id = :untold),
  'BT132: the server''s queue of notifications is full', 'and its history says that nobody was told');
select * from finish();
rollback;
