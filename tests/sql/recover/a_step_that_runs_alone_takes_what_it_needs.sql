-- Beside no other, but with its slots and as its breaker's probe as every step; and it starts only where they are free.
begin;
\ir ../fixtures.psql
select plan(15);
update baton.settings set lost_attempts = 1;   -- the first loss is the last that is allowed
insert into baton.queues (name, slots) values ('narrow', 2);
insert into baton.concurrency_limits (name, slots) values ('licence', 1);
create function pg_temp.lose(p_executor bigint) returns void
language plpgsql
as $$
begin
  update baton.clock set tick = tick + 3, ticked_at = baton._now();
  update baton.executors set renewed_tick = (select tick from baton.clock) where status = 'active' and id <> p_executor;
  perform baton.maintain();
end $$;
-- As _take_alone does with what it saw a moment before.
create function pg_temp.start_alone(p_executor bigint, p_job bigint) returns boolean
language sql
as $$
  select baton._start_alone(p_executor, nextval('call_numbers'), ready.job_id, ready.n, ready.lane, ready.priority, ready.id, 1)
  from baton.ready
  where ready.job_id = p_job
$$;

-- A claim's session that remembers how far it came in the queue takes it, too.
select pg_temp.executor('one') as one \gset
select pg_temp.job('[{"key": "plain", "command": ["x"]}]') as plain \gset
select pg_temp.claim(:one) \g /dev/null
select pg_temp.lose(:one) \g /dev/null
select pg_temp.executor('two', 100, '{default,narrow}') as two \gset
select pg_temp.job('[{"key": "other", "command": ["x"]}]') as other \gset
select set_config('baton.ready_marks', jsonb_build_object('tick', (select tick from baton.clock))::text, true) \g /dev/null
select is(pg_temp.claim(:two), 'plain', 'where the session remembers how far it came in the queue');
select is(pg_temp.claim(:two), '', 'beside no other');
select pg_temp.report(:plain, 'plain') \g /dev/null
select is(pg_temp.claim(:two), 'other', 'then the others go on');
select pg_temp.report(:other, 'other') \g /dev/null

-- A slot of its limit, one of its queue, and the trial of its breaker.
select pg_temp.job('[{"key": "bound", "command": ["x"], "queue": "narrow", "limit": "licence", "circuit_breaker": "shop"}]') as bound \gset
select is(pg_temp.claim(:two), 'bound', 'it runs');
select pg_temp.lose(:two) \g /dev/null
select pg_temp.executor('three', 100, '{default,narrow}') as three \gset
select pg_temp.executor('four', 100, '{default,narrow}') as four \gset
savepoint lost;
update baton.circuit_breakers set state = 'half_open', probe_job_id = null, probe_n = null, probe_token = null where name = 'shop';
select is(pg_temp.claim(:three), 'bound', 'it is its breaker''s trial');
select is((select count(*)::int from baton.running join baton.circuit_breakers as breaker on breaker.probe_token = running.token
    where running.job_id = :bound and limit_slot is not null and queue_slot is not null), 1, 'with a slot of its limit, and one of its queue');
select pg_temp.report(:bound, 'bound') \g /dev/null
select is((select state from baton.circuit_breakers where name = 'shop'), 'closed', 'and its success closes it');
rollback to lost;

-- Each may be taken between the look and the start.
select pg_temp.job('[{"key": "first", "command": ["x"], "limit": "licence"}]') as first \gset
select is(pg_temp.claim(:three, 1), 'bound', 'an executor that holds nothing takes it');
rollback to lost;
update baton.circuit_breakers set state = 'open', probe_due_at = baton._now() + interval '1 hour' where name = 'shop';
select is(pg_temp.start_alone(:three, :bound), false, 'not while its breaker is open');
rollback to lost;
update baton.circuit_breakers set state = 'half_open', probe_job_id = null, probe_n = null, probe_token = null where name = 'shop';
select pg_temp.job('[{"key": "trial", "command": ["x"], "circuit_breaker": "shop"}]') as trial \gset
select is(pg_temp.start_alone(:three, :trial), true, 'another step is the trial');
select is(pg_temp.start_alone(:four, :bound), false, 'not beside the trial of another step');
rollback to lost;
update baton.concurrency_limits set slots = 0 where name = 'licence';
select is(pg_temp.start_alone(:three, :bound), false, 'not without a slot of its limit');
rollback to lost;
update baton.queues set slots = 0 where name = 'narrow';
select is(pg_temp.start_alone(:three, :bound), false, 'not without a slot of its queue');
rollback to lost;
select is(baton._start_alone(:three, 99, ready.job_id, ready.n, ready.lane, ready.priority, ready.id + 1, 1), false,
  'not when its place in the queue is another') from baton.ready where job_id = :bound;
select is(pg_temp.claim(:three), 'bound', 'and it starts when all is free');
select * from finish();
rollback;
