begin;
\ir ../fixtures.psql
\ir fixtures.psql
select plan(15);
insert into queues (name, slots) values ('t_few', 2);
insert into queues (name) values ('t_many');
select pg_temp.executor('one', 100, '{t_few,t_many}') as one \gset
select pg_temp.uses(4, null, 't_few') as few \gset
select is(pg_temp.claim(:one), 's1 s2', 'at most so many of a queue run');
select is((select status_reason from steps where job_id = :few and key = 's3'), 'queue_full', 'the reason');
select ok(explain_step(:few, 's3') like '%queue "t_few" lets no more than 2 of its steps run at once. %update baton.queues set slots = 3 where name = ''t_few''%', 'explained');
update queues set slots = null where name = 't_few';
select is(pg_temp.claim(:one), 's3 s4', 'without a number, as many as executors have slots');
update queues set slots = 7 where name = 't_few';
select is((select gated from lanes where queue = 't_few'), true, 'the lanes know');
select pg_temp.uses(4, null, 't_few') as more \gset
select is(pg_temp.claim(:one), 's1 s2 s3 s4', 'those that started while there was no number have no slot');

select pg_temp.uses(2, 't_browser', 't_few') as both_1 \gset
select pg_temp.uses(2, 't_browser', 't_many') as both_2 \gset
update concurrency_limits set slots = 3 where name = 't_browser';
select is(pg_temp.claim(:one), 's1 s1 s2', 'a step may need a slot of its queue and one of its limit: one is left here, three there');
select is((select status_reason from steps where job_id = :both_1 and key = 's2'), 'limit:t_browser', 'the limit is named first');
select is(pg_temp.holders(), '3 of 3, 1 wait', 'a limit is one for all queues');
select pg_temp.report(:both_2, 's1') \g /dev/null
select is(pg_temp.claim(:one), '', 'a free slot of the limit is not enough');
select is((select status_reason from steps where job_id = :both_1 and key = 's2'), 'queue_full', 'what it waits for now');
select pg_temp.report(:more, 's1') \g /dev/null
select is(pg_temp.claim(:one), 's2', 'both are free');

select pg_temp.report(:few, 's3'), pg_temp.report(:few, 's4') \g /dev/null

-- Priorities of queues come before those of jobs.
insert into queues (name, priority) values ('t_first', 10);
select pg_temp.executor('two', 100, '{t_first,t_many}') as two \gset
insert into jobs (priority, steps) values (1000, '[{"key": "urgent", "command": ["x"], "queue": "t_many"}]');
insert into jobs (priority, steps) values (-1000, '[{"key": "idle", "command": ["x"], "queue": "t_first"}]');
select is(pg_temp.claim(:two, 1), 'idle', 'the queue comes first');
insert into jobs (steps) values ('[{"key": "a", "command": ["x"], "queue": "t_first"}]');
update queues set priority = -1 where name = 't_first';
select is(pg_temp.claim(:two, 1), 'urgent', 'a change counts at once');
select is(pg_temp.claim(:two), 'a', 'and what comes last comes');
select * from finish();
rollback;
