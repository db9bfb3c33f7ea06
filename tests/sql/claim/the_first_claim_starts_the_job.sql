begin;
\ir ../fixtures.psql
select plan(3);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as job \gset
select is(pg_temp.job_state(:job), 'pending', 'pending');
select pg_temp.pass('5 seconds') \g /dev/null
select is(pg_temp.claim(:executor), 'a', 'claimed');
select is((select row(status, started_at)::text from jobs where id = :job), row('in_progress'::text, baton._now())::text, 'in progress since the claim');

select * from finish();
rollback;
