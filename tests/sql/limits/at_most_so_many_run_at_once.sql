begin;
\ir ../fixtures.psql
\ir fixtures.psql
select plan(12);
insert into concurrency_limits (name, slots) values ('t_browser', 3);
select pg_temp.executor('one') as one \gset
select pg_temp.executor('two') as two \gset
select pg_temp.uses(5) as job \gset
select is(pg_temp.claim(:one, 2), 's1 s2', 'an executor takes what it wants');
select is(pg_temp.claim(:two), 's3', 'another one what is left of the slots');
select is(pg_temp.claim(:one), '', 'and then nobody more');
select is(pg_temp.holders(), '3 of 3, 2 wait', 'limit_status shows it');
select is(pg_temp.state(:job, 's4'), 'ready (limit:t_browser)', 'the others are ready, and say what they wait for');
select matches(explain_step(:job, 's4'),
  'concurrency limit "t_browser" lets no more than 3 run at once, and 3 do: step s1 of job \d+, step s2 of job \d+, step s3 of job \d+. Nothing is ahead of it in its queue. To let more run: update baton.concurrency_limits set slots = 4 where name = ''t_browser''',
  'explain_step says who has the slots, and what to do');
select pg_temp.job('[{"key": "free", "command": ["x"]}]') \g /dev/null
select is(pg_temp.claim(:two), 'free', 'what needs no slot passes by');
select pg_temp.report(:job, 's2') \g /dev/null
select is((select status_reason from steps where job_id = :job and key = 's4'), null, 'a slot is free');
select is(pg_temp.claim(:two), 's4', 'an end gives its slot to the next');
select pg_temp.report(:job, 's1'), pg_temp.report(:job, 's3'), pg_temp.report(:job, 's4') \g /dev/null
select is(pg_temp.holders(), '0 of 3, 1 wait', 'all slots are back');
select is(pg_temp.claim(:one), 's5', 'the last one');
select throws_ok(format($$update baton.running set limit_slot = (select limit_slot from baton.running where job_id = %s) where job_id <> %s$$, :job, :job),
  '23505', null, 'no slot is had twice, even by mistake');
select * from finish();
rollback;
