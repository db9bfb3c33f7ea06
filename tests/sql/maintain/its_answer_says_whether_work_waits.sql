-- So that who calls it need not poll as well. What is told is what an idle poll would have found.
begin;
\ir ../fixtures.psql
select plan(9);
select pg_temp.executor() as executor \gset
create function pg_temp.outlook(p_answer jsonb) returns text language sql as $$ select concat_ws(' ', p_answer ->> 'work_waits', p_answer ->> 'next_due_ms') $$;
prepare renewed as select pg_temp.outlook(baton.renew_lease(:executor, '{}', 0, 'active'));
select results_eq('renewed', array[''], 'who is not idle comes anyway, and is told nothing');
select is(pg_temp.claim(:executor), '', 'from now on it is idle');
select results_eq('renewed', array['false'], 'nothing waits, nothing becomes due');
insert into jobs (run_at, steps) values (_now() + interval '3 seconds', '[{"key": "a", "command": ["x"]}]');
select results_eq('renewed', array['false 3000'], 'a job of later');
select is(pg_temp.outlook(baton.maintain()), 'false 3000', 'maintain() tells the same');
select pg_temp.pass('3 seconds') \g /dev/null
select results_eq('renewed', array['true 0'], 'its time has come');
select is(pg_temp.claim(:executor), 'a', 'a claim takes it');
select pg_temp.claim(:executor) \g /dev/null
insert into queues (name) values ('other');
insert into jobs (steps) values ('[{"key": "b", "command": ["x"], "queue": "other"}]');
select results_eq('renewed', array['false'], 'another queue is not ours');
select is(pg_temp.outlook(baton.maintain()), 'true', 'maintain() knows nobody''s queues: any may be the caller''s');

select * from finish();
rollback;
