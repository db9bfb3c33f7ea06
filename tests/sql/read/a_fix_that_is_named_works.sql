-- Also where a limit or a queue has as many slots as can be.
begin;
\ir ../fixtures.psql
select plan(4);
select pg_temp.executor(p_slots => 3000) as executor \gset
select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"], "limit": "L"}]}') \g /dev/null
create function pg_temp.said() returns text language sql as $$
  select baton.explain_step(job_id, key) from baton.steps where status = 'ready' order by job_id desc limit 1
$$;
update baton.concurrency_limits set slots = 999;
insert into baton.jobs (job_type) select 't' from generate_series(1, 1001);
select pg_temp.claim(:executor, 2000) \g /dev/null
select matches(pg_temp.said(), 'set slots = 1000 where name = ''L''', 'a limit of 999 can have one more');
update baton.concurrency_limits set slots = 1000;
select pg_temp.claim(:executor, 2000) \g /dev/null
select matches(pg_temp.said(), 'lets no more than 1000 run at once(?!.*slots = )', 'one of 1000 cannot, and no fix is named');
update baton.queues set slots = 1000;
insert into baton.jobs (steps) select '[{"key": "b", "command": ["x"]}]' from generate_series(1, 1001);
select pg_temp.claim(:executor, 2000) \g /dev/null
select matches(pg_temp.said(), 'update baton.queues set slots = null where name = ''default''', 'a queue can do without');
select lives_ok(substring(pg_temp.said() from 'update baton.queues .*''default'''), 'and the fix works');
select * from finish();
rollback;
