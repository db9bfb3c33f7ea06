-- More than 64 subtransactions in one transaction make every row's look-up slower for everybody.
begin;
set local test.broken = on;   -- the queue is emptied by hand
\ir ../fixtures.psql
set local client_min_messages = error;   -- a warning for each that is set aside
select plan(8);
select pg_temp.executor('one', 1000) as executor \gset
update baton.error_classes set recoverable = true where code = 'VALIDATION';

create function pg_temp.fail_all(p_executor bigint) returns bigint language plpgsql as $$
begin
  insert into baton.jobs (steps) select '[{"key": "a", "command": ["x"]}]' from generate_series(1, 200);
  perform baton.claim_steps(p_executor, nextval('call_numbers'), 1000);
  return (
    select count(*)
    from baton.report_attempts(p_executor, nextval('call_numbers'), (
      select jsonb_agg(jsonb_build_object('job_id', job_id, 'n', n, 'token', token, 'ended', 'exited',
        'exit_code', 1, 'message', '{"type": "error", "code": "VALIDATION", "message": "no"}'::jsonb))
      from baton.running)));
end
$$;
create function pg_temp.subtransactions() returns bigint language sql as $$
  select count(distinct xmin::text) from baton.jobs where recoveries = 1
$$;
create function pg_temp.refuse() returns trigger language plpgsql as $$
begin
  raise exception 'not this one';
end $$;

select is(pg_temp.fail_all(:executor), 200::bigint, '200 fail');
select is(baton.recover_orphans('failed', 10000) ->> 'recovered', '200', 'all are recovered');
select is(pg_temp.subtransactions(), 1::bigint, 'in one subtransaction');

-- Every second one raises.
delete from baton.ready;
update baton.jobs set recoveries = 3;
select is(pg_temp.fail_all(:executor), 200::bigint, '200 more');
create trigger refusing before update on baton.jobs for each row
when (old.id % 2 = 0) execute function pg_temp.refuse();
select baton.recover_orphans('failed', 150) as answer \gset
select is(array[:'answer'::jsonb ->> 'recovered', :'answer'::jsonb ->> 'failed'], '{75,75}', 'as many as were asked for');
select is((select count(*) from baton.set_aside where work = 'recover'), 75::bigint, 'those that raised are set aside');
select is((select count(*) from baton.jobs where status <> 'failed' and recoveries = 1), 75::bigint, 'the others work again');
select is(pg_temp.subtransactions(), 1::bigint, 'in one subtransaction, too');

select * from finish();
rollback;
