-- More than 64 subtransactions in one transaction make every row's look-up slower for everybody.
begin;
set local test.broken = on;   -- jobs are deleted by hand
\ir ../fixtures.psql
select plan(9);
select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
select baton.define_job_type('{"job_type": "tell", "required_parameters": ["batch"], "steps": [{"key": "tell", "command": ["x"]}]}') \g /dev/null
select baton.define_job_type('{"job_type": "gone", "required_parameters": ["batch"], "steps": [{"key": "tell", "command": ["x"]}]}') \g /dev/null
select pg_temp.executor('one', 1000) as executor \gset

create function pg_temp.create_all(p_prefix text, p_gone int) returns void language sql as $$
  select baton.create_batch(p_prefix || n, '[{}]', 't', jsonb_build_object('job_type', case when n = p_gone then 'gone' else 'tell' end))
  from generate_series(1, 200) as n
$$;
create function pg_temp.end_all(p_executor bigint) returns bigint language plpgsql as $$
begin
  perform baton.claim_steps(p_executor, nextval('call_numbers'), 1000);
  return (
    select count(*)
    from baton.report_attempts(p_executor, nextval('call_numbers'), (
      select jsonb_agg(jsonb_build_object('job_id', job_id, 'n', n, 'token', token, 'ended', 'exited', 'exit_code', 0))
      from baton.running)) as reported
    where reported.result = 'recorded');
end
$$;
create function pg_temp.ends_of(p_prefix text) returns bigint[] language sql as $$
  select array[count(*), count(distinct job.xmin::text)]
  from baton.batches as batch
  join baton.jobs as job on job.id = batch.end_job_id and job.job_type = 'tell'
  where batch.name like p_prefix || '%' and batch.ended_at is not null
$$;

select pg_temp.create_all('b', 0) \g /dev/null
select is(pg_temp.end_all(:executor), 200::bigint, '200 end in one report');
select is(pg_temp.ends_of('b'), '{200,1}', 'each batch has its job, in one subtransaction');

-- One job is refused: the others are there, and that one is told of.
delete from baton.ready;
select pg_temp.create_all('c', 150) \g /dev/null
select baton.disable_job_type('gone') \g /dev/null
select is(pg_temp.end_all(:executor), 200::bigint, '200 more, of which one has a job that is refused');
select is((pg_temp.ends_of('c'))[1], 199::bigint, 'all but one');
select cmp_ok((pg_temp.ends_of('c'))[2], '<=', 20::bigint, 'in few subtransactions');
select matches((select end_error from baton.batches where name = 'c150'), '^BT021: ', 'and that one is kept');

-- Open jobs are deleted by hand.
delete from baton.ready;
select pg_temp.create_all('d', 0) \g /dev/null
delete from baton.jobs where batch_id like 'd%';
select is(pg_temp.ends_of('d'), '{200,1}', 'a DELETE that ends 200');

-- Cancelled by hand.
select pg_temp.create_all('e', 0) \g /dev/null
select baton.cancel_batch(name) from baton.batches where name like 'e%' \g /dev/null
select is((pg_temp.ends_of('e'))[1], 200::bigint, 'each by itself');
select is((select count(*) from baton.batches where ended_at is not null), 800::bigint, 'all have ended');

select * from finish();
rollback;
