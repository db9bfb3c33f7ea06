-- More than 64 subtransactions in one transaction make every row's look-up slower for everybody: a large report has few.
begin;
set local test.broken = on;   -- jobs are deleted by hand
\ir ../fixtures.psql
select plan(7);
select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
select baton.define_job_type('{"job_type": "tell", "steps": [{"key": "tell", "command": ["x"]}]}') \g /dev/null
select pg_temp.executor('one', 1000) as executor \gset
insert into baton.notifications (name, target_job_type) values ('n', 'tell');

-- Jobs with these subjects, all reported in one call.
create function pg_temp.end_all(p_executor bigint, p_subjects text[]) returns bigint language plpgsql as $$
begin
  delete from baton.jobs where job_type = 'tell';
  delete from baton.ready;
  insert into baton.jobs (job_type, subject) select 't', subject from unnest(p_subjects) as subject;
  perform baton.claim_steps(p_executor, nextval('call_numbers'), 1000);
  return (
    select count(*)
    from baton.report_attempts(p_executor, nextval('call_numbers'), (
      select jsonb_agg(jsonb_build_object('job_id', job_id, 'n', n, 'token', token, 'ended', 'exited', 'exit_code', 0))
      from baton.running)) as reported
    where reported.result = 'recorded');
end
$$;
create function pg_temp.subtransactions() returns bigint language sql as $$
  select count(distinct xmin::text) from baton.jobs where job_type = 'tell'
$$;

select is(pg_temp.end_all(:executor, array(select 's' || n from generate_series(1, 200) as n)), 200::bigint, '200 end');
select is((select count(*) from baton.jobs where job_type = 'tell'), 200::bigint, 'each is told of');
select is(pg_temp.subtransactions(), 1::bigint, 'in one subtransaction');

-- One that cannot be delivered: the others are, and it is in the history.
update baton.settings set max_parameters_bytes = 1024;
select is(pg_temp.end_all(:executor, array(select 's' || n from generate_series(1, 199) as n) || repeat('x', 1000)),
  200::bigint, 'once more');
select is((select count(*) from baton.jobs where job_type = 'tell'), 199::bigint, 'all but one');
select cmp_ok(pg_temp.subtransactions(), '<=', 20::bigint, 'in few subtransactions');
select matches((select string_agg(reason, ', ') from baton.job_history where action = 'notification n'),
  '^BT023: parameters have \d+ bytes, more than 1024$', 'and that one is kept');

select * from finish();
rollback;
