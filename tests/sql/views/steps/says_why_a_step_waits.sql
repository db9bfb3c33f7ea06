begin;
\ir ../../fixtures.psql
select plan(7);
insert into baton.queues (name) values ('q');
select pg_temp.job('[{"key": "a", "command": ["x"], "queue": "q"}, {"key": "b", "command": ["x"], "depends_on": ["a"]}, {"key": "m", "manual": "Look"}]') as job \gset
select is(pg_temp.states(:job), 'a ready, b pending (dependencies), m action_required (manual)', 'dependencies and people');
select lives_ok($$ select baton.pause_queue('q', 'why') $$, 'pausing flips a lane, not a step');
select is(pg_temp.state(:job, 'a'), 'ready (queue_paused)', 'the reason is derived');
select lives_ok($$ select baton.resume_queue('q') $$, 'resumed');
select is(pg_temp.state(:job, 'a'), 'ready', 'and gone when the queue is resumed');
insert into baton.jobs (steps, auto_start) values ('[{"key": "a", "command": ["x"]}]', false) returning id as draft \gset
select is(pg_temp.states(:draft), 'a pending (draft)', 'a draft');
insert into baton.jobs (steps, run_at) values ('[{"key": "a", "command": ["x"]}]', baton._now() + interval '1 hour') returning id as later \gset
select is(pg_temp.states(:later), 'a pending (scheduled)', 'a job for later');

select * from finish();
rollback;
