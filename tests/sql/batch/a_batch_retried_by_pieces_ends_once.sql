begin;
\ir ../fixtures.psql
select plan(10);
select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
select baton.define_job_type('{"job_type": "tell", "required_parameters": ["batch"], "steps": [{"key": "tell", "command": ["x"]}]}') \g /dev/null
create function pg_temp.ends(p_name text) returns text language sql as $$
  select string_agg(concat_ws(' ', parameters -> 'batch' ->> 'round', parameters -> 'batch' ->> 'completed', parameters -> 'batch' ->> 'failed'), ', ' order by id)
  from baton.jobs where job_type = 'tell' and parameters -> 'batch' ->> 'name' = p_name
$$;
select pg_temp.executor() as one \gset

select baton.create_batch('b', '[{}, {}, {}]', 't', '{"job_type": "tell"}') \g /dev/null
select min(id) as j1, min(id) + 1 as j2, min(id) + 2 as j3 from baton.jobs where batch_id = 'b' \gset
select pg_temp.claim(:one) \g /dev/null
select pg_temp.fail(:j1, 'a'), pg_temp.fail(:j2, 'a'), pg_temp.fail(:j3, 'a') \g /dev/null
select is(pg_temp.ends('b'), '1 0 3', 'all fail');
select pg_temp.pass('1 second') \g /dev/null

-- What retry_batch_by_pieces does, which commits; a job of each piece ends before the next piece.
select last as last_1 from baton._retry_batch_piece('b', null, 0, 1) \gset
select pg_temp.claim(:one) \g /dev/null
select pg_temp.report(:j1, 'a') \g /dev/null
select is(pg_temp.ends('b'), '1 0 3', 'no job of it is open, and it does not end: two are retried yet');
select baton.maintain(), baton.maintain() \g /dev/null
select is(pg_temp.ends('b'), '1 0 3', 'nor by maintenance');
select last as last_2 from baton._retry_batch_piece('b', null, :last_1, 2) \gset
select is(:last_2, :j3, 'the last ones');
select pg_temp.claim(:one) \g /dev/null
select pg_temp.report(:j2, 'a'), pg_temp.report(:j3, 'a') \g /dev/null
select is((select last from baton._retry_batch_piece('b', null, :last_2, 2)), null, 'nothing is left');
select pg_temp.pass('30 seconds') \g /dev/null
select baton.maintain(), baton.maintain() \g /dev/null
select is(pg_temp.ends('b'), '1 0 3, 2 3 0', 'so it ends, once');
select is((select count(*) from baton.timers where kind = 'batch'), 0::bigint, 'nothing of it is left');

-- The caller is gone after the first piece.
select baton.create_batch('c', '[{}, {}]', 't', '{"job_type": "tell"}') \g /dev/null
select min(id) as c1, max(id) as c2 from baton.jobs where batch_id = 'c' \gset
select pg_temp.claim(:one) \g /dev/null
select pg_temp.fail(:c1, 'a'), pg_temp.fail(:c2, 'a') \g /dev/null
select pg_temp.pass('1 second') \g /dev/null
select baton._retry_batch_piece('c', null, 0, 1) \g /dev/null
select pg_temp.claim(:one) \g /dev/null
select pg_temp.report(:c1, 'a') \g /dev/null
select is(pg_temp.ends('c'), '1 0 2', 'its end waits');
select pg_temp.pass('2 minutes') \g /dev/null
select baton.maintain(), baton.maintain() \g /dev/null
select is(pg_temp.ends('c'), '1 0 2, 2 1 1', 'for a minute');

-- Nothing to retry: nothing ends again.
select baton._retry_batch_piece('b', null, 0, 10) \g /dev/null
select baton.maintain(), baton.maintain() \g /dev/null
select is(pg_temp.ends('b'), '1 0 3, 2 3 0', 'the rounds are as before');

select * from finish();
rollback;
