begin;
\ir ../fixtures.psql
select plan(22);
create function pg_temp.die(p_executor bigint) returns void
language plpgsql
as $$
begin
  update baton.clock set tick = tick + 3, ticked_at = baton._now();
  update baton.executors set renewed_tick = (select tick from baton.clock) where status = 'active' and id <> p_executor;
  perform baton.maintain();
end $$;
select pg_temp.job('[{"key": "killer", "command": ["x"]}]') as killer \gset
select pg_temp.job('[{"key": "neighbour", "command": ["x"]}]') as neighbour \gset
select pg_temp.executor('one') as one \gset
select is(pg_temp.claim(:one), 'killer neighbour', 'first they run together');
select pg_temp.die(:one) \g /dev/null
select pg_temp.executor('two') as two \gset
select is(pg_temp.claim(:two), 'killer neighbour', 'and after the first loss');
select pg_temp.die(:two) \g /dev/null
select pg_temp.executor('three') as three \gset
select is(pg_temp.claim(:three), 'killer neighbour', 'and after the second');
select pg_temp.die(:three) \g /dev/null
select is(pg_temp.state(:killer, 'killer') || ', ' || pg_temp.state(:neighbour, 'neighbour'), 'ready (orphaned), ready (orphaned)',
  'the third is the last that is allowed');
select is(baton.explain_step(:neighbour, 'neighbour') ~ 'its next attempt runs beside no other', true, 'explain_step says what comes now');

select pg_temp.job('[{"key": "other", "command": ["x"]}]') as other \gset
select pg_temp.executor('four') as four \gset
select is(pg_temp.claim(:four), 'killer', 'an executor that holds nothing takes one alone');
select is(pg_temp.claim(:four), '', 'and nothing more while that runs');
select pg_temp.executor('five') as five \gset
select is(pg_temp.claim(:five), 'neighbour', 'another one takes the next alone');
select pg_temp.die(:four) \g /dev/null
select is(pg_temp.state(:killer, 'killer'), 'failed (orphaned)', 'that it was lost alone ends it');
select is((select error_code from baton.steps where job_id = :killer), 'EXECUTOR_LOST', 'with EXECUTOR_LOST');
select is(pg_temp.claim(:five), '', 'the neighbour runs on, alone');
select pg_temp.report(:neighbour, 'neighbour') \g /dev/null
select is(pg_temp.job_state(:neighbour), 'completed', 'and completes');
select is(pg_temp.claim(:five), 'other', 'then all goes on as before');

-- Executors that are never empty make room, one of them, after 30 seconds.
select pg_temp.job('[{"key": "suspect", "command": ["x"]}]') as suspect \gset
select pg_temp.executor('six') as six \gset
select pg_temp.claim(:six) \g /dev/null
update baton.step_rows set lost = 2, attempts = 2 where job_id = :suspect;
insert into baton.attempt_rows (job_id, n, attempt, generation, token, executor_id, started_at, finished_at, outcome)
select :suspect, 1, n, 1, gen_random_uuid(), :six, baton._now(), baton._now(), 'lost' from generate_series(1, 2) as n;
update baton.running set attempt = 3 where job_id = :suspect;
select pg_temp.die(:six) \g /dev/null
select pg_temp.executor('seven') as seven \gset
select pg_temp.job('[{"key": "work", "command": ["x"]}]') as work \gset
update baton.executors set status = 'draining' where id = :seven;
select is(pg_temp.claim(:five), 'work', 'a busy executor takes other work meanwhile');
select pg_temp.pass('31 seconds') \g /dev/null
select pg_temp.job('[{"key": "later", "command": ["x"]}]') as later \gset
select is(pg_temp.claim(:five), '', 'until it has waited for 30 seconds: then one makes room');
update baton.executors set status = 'active' where id = :seven;
select pg_temp.report(:other, 'other') \g /dev/null
select is(pg_temp.claim(:five), '', 'as long as it holds anything');
select pg_temp.report(:work, 'work') \g /dev/null
select is(pg_temp.claim(:five), 'suspect', 'and takes it when it is empty');
select is(pg_temp.claim(:seven), 'later', 'the others go on');
select pg_temp.report(:suspect, 'suspect') \g /dev/null
select pg_temp.report(:later, 'later') \g /dev/null
select pg_temp.pass('1 minute') \g /dev/null
update baton.clock set ticked_at = baton._now();
select baton.maintain() \g /dev/null
select is((select count(*)::int from baton.set_aside), 0, 'what ended is not set aside any more');

-- No loss allowed means none, however many ran; and max_attempts counts every start.
update baton.settings set lost_attempts = 0;
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as strict \gset
select pg_temp.executor('eight') as eight \gset
update baton.settings set lost_attempts = 3;
select pg_temp.job('[{"key": "b", "command": ["x"], "max_attempts": 1}]') as once \gset
select pg_temp.claim(:eight) \g /dev/null
update baton.settings set lost_attempts = 0;
select pg_temp.die(:eight) \g /dev/null
select is(pg_temp.state(:strict, 'a'), 'failed (orphaned)', 'lost_attempts 0: the first loss ends it');
update baton.settings set lost_attempts = 3;
select is(pg_temp.state(:once, 'b'), 'failed (orphaned)', 'max_attempts 1: so does the first loss');
-- One with a limit needs its slot for that, too.
insert into baton.concurrency_limits (name, slots) values ('one', 1);
select pg_temp.job('[{"key": "a", "command": ["x"], "limit": "one"}]') as limited \gset
select pg_temp.executor('nine') as nine \gset
select pg_temp.claim(:nine) \g /dev/null
update baton.step_rows set lost = 2, attempts = 2 where job_id = :limited;
insert into baton.attempt_rows (job_id, n, attempt, generation, token, executor_id, started_at, finished_at, outcome)
select :limited, 1, n, 1, gen_random_uuid(), :nine, baton._now(), baton._now(), 'lost' from generate_series(1, 2) as n;
update baton.running set attempt = 3 where job_id = :limited;
select pg_temp.die(:nine) \g /dev/null
select pg_temp.executor('ten') as ten \gset
select pg_temp.claim(:ten) \g /dev/null
select isnt((select limit_slot from baton.running where job_id = :limited), null, 'with its slot');
select * from finish();
rollback;
