begin;
\ir ../fixtures.psql
select plan(5);
insert into baton.queues (name) values ('q'), ('r');
select pg_temp.executor('e', 10, '{q}') as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"], "queue": "r"}, {"key": "b", "command": ["x"], "queue": "q"}]') as job \gset
select baton.pause_queue('q', 'why') \g /dev/null
select is(pg_temp.claim(:executor), '', 'its queue is paused');
select pg_temp.job('[{"key": "c", "command": ["x"], "queue": "q", "timeout": "77 seconds"}]') as other \gset
select is(pg_temp.claim(:executor), '', 'for steps that came later, too');
select baton.resume_queue('q') \g /dev/null
select is(pg_temp.claim(:executor), 'b c', 'resumed: its own queue only');
select is(pg_temp.state(:job, 'a'), 'ready', 'the other queue''s step waits');
select throws_ok($$ select baton.pause_queue('nope') $$, 'BT056', 'there is no queue nope', 'an unknown queue');

select * from finish();
rollback;
