-- A full disk is no fault of what is written just then: nothing is recorded as refused, set aside or passed over for it.
begin;
\ir ../fixtures.psql
\ir poison.psql
set client_min_messages = error;
select plan(18);
select baton.define_job_type('{"job_type": "target", "steps": [{"key": "t", "command": ["x"]}]}') \g /dev/null
select baton.define_job_type('{"job_type": "source", "steps": [{"key": "s", "command": ["x"]}]}') \g /dev/null
create function pg_temp.outcome(p_sql text) returns text
language plpgsql
as $$
begin
  execute p_sql;
  return 'done';
exception when others then
  return sqlstate || ': ' || sqlerrm;
end $$;
create function pg_temp.refuse_targets() returns trigger
language plpgsql
as $$
begin
  if new.job_type = 'target' and current_setting('test.code') <> '' then
    raise exception using errcode = current_setting('test.code'), message = 'poison';
  end if;
  return new;
end $$;
select set_config('test.code', '53100', true) \g /dev/null
create trigger refuse_targets before insert on baton.jobs for each row execute function pg_temp.refuse_targets();
select pg_temp.executor() as executor \gset

select is(pg_temp.outcome($$select baton.create_batch('one', '[{"job_type": "target"}]')$$), '53100: poison', 'a batch is not created');
select set_config('test.code', '', true) \g /dev/null
select baton.create_batch('ends', '[{"job_type": "source"}]', null, '{"job_type": "target"}') \g /dev/null
select set_config('test.code', '53100', true) \g /dev/null
select pg_temp.claim(:executor) \g /dev/null
savepoint running;
-- The report of the last job's end is neither recorded nor set aside: its executor sends it again.
select is(pg_temp.outcome(format('select pg_temp.report(%s, ''s'')', (select id from baton.jobs where job_type = 'source'))), '53100: poison',
  'nor does a batch end without its job');
rollback to running;
insert into baton.notifications (name, job_type, target_job_type) values ('tells', 'source', 'target');
insert into baton.jobs (job_type) values ('source') returning id as told \gset
select pg_temp.claim(:executor) \g /dev/null
select is(pg_temp.outcome(format('select pg_temp.report(%s, ''s'')', :told)), '53100: poison', 'nor does a job end without its notification');
select set_config('test.code', 'P0001', true) \g /dev/null
select is(pg_temp.report(:told, 's'), 'recorded', 'one that nobody can deliver is kept in the history');
select is((select reason from baton.job_events where action = 'notification tells'), 'P0001: poison', 'with its error');
delete from baton.notifications;
rollback to running;

-- A slot of a schedule is not said to be refused: it comes again.
select set_config('test.code', '53100', true) \g /dev/null
select baton.schedule_job('noon', '0 12 * * *', 'source') \g /dev/null
update baton.schedules set job_type = 'target' where name = 'noon';
select pg_temp.pass('1 day') \g /dev/null
select is(pg_temp.outcome($$select baton.run_schedule('noon')$$), '53100: poison', 'nor is a slot of a schedule given up');
select is((select count(*)::int from baton.schedule_slots where schedule = 'noon'), 0, 'and it has no outcome');
rollback to running;

-- Reports: a full disk is tried again by the executor, anything else of one report sets that aside.
insert into baton.jobs (job_type) values ('source') returning id as job \gset
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.poison('step_rows', 'update', array[:job], '53100') \g /dev/null
select is(pg_temp.outcome(format('select pg_temp.report(%s, ''s'')', :job)), '53100: poison', 'a report');
select is(pg_temp.outcome(format('select * from baton._record_bare((select jsonb_build_object(''job_id'', job_id, ''n'', n, ''token'', token, '
  '''ended'', ''exited'', ''exit_code'', 0) from baton.running where job_id = %s), ''report'', ''me'', ''no'')', :job)), '53100: poison',
  'and what is left of it without its output');
select set_config('test.poison_code', 'P0001', true) \g /dev/null
select matches(pg_temp.report(:job, 's'), 'set_aside|aside', 'another error is that report''s own');
select is((select count(*)::int from baton.set_aside where work = 'report' and job_id = :job), 1, 'it is set aside');
select pg_temp.pass('1 minute') \g /dev/null
select baton._retry_set_aside(10) \g /dev/null
select is((select count(*)::int from baton.set_aside where work = 'report' and job_id = :job and next_try_at > baton._now()), 1,
  'as long as its attempt runs, whatever is tried again');
update baton.set_aside set tries = 0;
select set_config('test.poison_code', '22003', true) \g /dev/null
select matches(pg_temp.report(:job, 's'), 'aside', 'so is one that fails without its output, too');
select pg_temp.cure('step_rows') \g /dev/null

-- What is tried again from aside.
insert into baton.jobs (job_type) values ('source') returning id as queued \gset
delete from baton.ready where job_id = :queued;
insert into baton.batches (name, created_at, created_by) values ('empty', baton._now(), 'me') returning id as batch \gset
insert into baton.set_aside (work, job_id, n, since, tried_at, tries, next_try_at)
select work, item, 0, baton._now(), baton._now(), 1, baton._now()
from (values ('repair', :queued), ('batch', :batch)) as aside (work, item);
select pg_temp.poison('ready', 'insert', array[:queued], '53100') \g /dev/null
select is(pg_temp.outcome('select baton._retry_set_aside(10)'), '53100: poison', 'a full disk ends the call');
select is((select count(*)::int from baton.set_aside where work in ('repair', 'batch') and tries = 1), 2, 'and counts as no failure of theirs');
select pg_temp.cure('ready') \g /dev/null
select baton._retry_set_aside(10) \g /dev/null
select is((select count(*)::int from baton.set_aside where work in ('repair', 'batch')), 0, 'once it works they are no longer aside');
select is((select count(*)::int from baton.ready where job_id = :queued), 1, 'and repaired');

-- A set of jobs that is refused as a whole, each of which alone would be taken.
drop trigger refuse_targets on baton.jobs;
create function pg_temp.refuse_many() returns trigger
language plpgsql
as $$
begin
  if (select count(*) from new_jobs) > 1 then
    raise exception using errcode = 'P0001', message = 'too many at once';
  end if;
  return null;
end $$;
create trigger refuse_many after insert on baton.jobs referencing new table as new_jobs for each statement execute function pg_temp.refuse_many();
select is(pg_temp.outcome($$select baton.create_batch('many', '[{"job_type": "source"}, {"job_type": "source"}]')$$), 'P0001: too many at once',
  'a set that only fails together is refused as it was');
select * from finish();
rollback;
