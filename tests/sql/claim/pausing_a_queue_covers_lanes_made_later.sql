begin;
\ir ../fixtures.psql
select plan(2);
insert into baton.queues (name) values ('q');
select pg_temp.executor('e', 10, '{q}') as executor \gset
select baton.pause_queue('q', 'why') \g /dev/null
select pg_temp.job('[{"key": "a", "command": ["x"], "queue": "q"}]') as job \gset
select is(pg_temp.state(:job, 'a'), 'ready (queue_paused)', 'the lane is made closed');
select is(pg_temp.claim(:executor), '', 'nothing starts');

select * from finish();
rollback;
