-- Why a database is on hold, as half a sentence. (That real copies are told from originals: tests/system/restores_test.py.)
begin;
\ir ../fixtures.psql
set client_min_messages = error;
select plan(16);
create function pg_temp.marked(p_marks jsonb) returns text
language plpgsql
as $$
declare
  v_marks jsonb := (select server_marks from baton.installation);
  v_why text;
begin
  update baton.installation set server_marks = v_marks || p_marks;
  v_why := baton._why_on_hold();
  update baton.installation set server_marks = v_marks;
  return coalesce(v_why, 'runs');
end $$;
select is(baton._why_on_hold(), null, 'this one runs');
select is(pg_temp.marked('{"timeline": "99"}'), 'its server was restored to an earlier time', 'another timeline that follows none');
update baton.settings set on_new_timeline = 'hold';
select is(pg_temp.marked('{"timeline": "99"}'), 'its server was promoted or restored to an earlier time', 'any other timeline');
select is(pg_temp.marked('{"directory": "elsewhere"}'), 'its server runs in another data directory', 'another directory');
select is(pg_temp.marked('{"files": "others"}'), 'runs', 'other files');
select is(pg_temp.marked('{"host": "other"}'), 'runs', 'another host');
select is(pg_temp.marked('{"files": "others", "host": "other"}'), 'its server runs on a copy of the files, on another host or port', 'both');
savepoint accepted;
update baton.installation set held_because = 'so it was said';
select is(baton._why_on_hold(), 'so it was said', 'what was found once stays');
rollback to accepted;
update baton.installation set table_oid = 1;
select is(baton._why_on_hold(), 'its jobs come from a dump', 'the table of another database');
-- A schedule's slot gives no job meanwhile; neither does one from before the schedule.
select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
select pg_temp.pass('5 minutes') \g /dev/null
select baton.schedule_job('noon', '0 12 * * *', 't') \g /dev/null
select is(baton.run_schedule('noon'), null, 'no job on hold');
select baton.accept_database() \g /dev/null
select is(baton.run_schedule('noon'), null, 'nor for a slot from before the schedule');
select is((select off_at from baton.schedules where name = 'noon'), null, 'which is nothing to complain of');

-- An executor that has seen more of the log than there is.
savepoint accepted;
select baton._note_position(regexp_replace(baton._position(), '[0-9]+$', '1')) \g /dev/null
select is(baton._why_on_hold(), null, 'the log went on since');
select baton._note_position(baton._position() || '000') \g /dev/null
select is(baton._why_on_hold(), 'its server went back to an earlier time', 'the log is shorter than it was');
rollback to accepted;
create or replace function baton._server_marks() returns jsonb
language sql
as $$ select server_marks || '{"label": "a backup"}' from baton.installation $$;
select is(baton._why_on_hold(), 'its server was restored from a base backup', 'the label of a backup');
rollback to accepted;

-- A server that does not tell how far its log is has no position, and no fault.
revoke execute on function pg_current_wal_flush_lsn() from public;
revoke execute on function pg_current_wal_flush_lsn() from baton_owner;
create function pg_temp.position_of_another() returns text
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  set local role baton_owner;
  return baton._position();
end $$;
select is(pg_temp.position_of_another(), null, 'no position');
reset role;
select * from finish();
rollback;
