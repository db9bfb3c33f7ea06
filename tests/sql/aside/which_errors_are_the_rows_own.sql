begin;
\ir ../fixtures.psql
\ir poison.psql
set client_min_messages = error;
select plan(16);
-- The same for claims, maintenance and reports: what an error says of the row that raises it.
create function pg_temp.claims(p_code text) returns text
language plpgsql
as $$
declare
  v_executor bigint := pg_temp.executor(gen_random_uuid()::text);
  v_jobs bigint[] := pg_temp.jobs(4);
  v_result text;
begin
  perform pg_temp.poison('running', 'insert', v_jobs[2:2], p_code);
  begin
    v_result := pg_temp.claim_as_executors_do(v_executor);
  exception when others then
    v_result := sqlstate;
  end;
  v_result := format('%s; %s', v_result, coalesce((select string_agg(format('%s tries %s', sqlstate, tries), ', ') from baton.set_aside), 'nothing aside'));
  perform pg_temp.cure('running');
  delete from baton.set_aside;
  perform pg_temp.claim(v_executor), pg_temp.report_all(v_executor);
  return v_result;
end $$;
select is(pg_temp.claims('P0001'), '3 carefully; P0001 tries 1', 'an exception of PL/pgSQL is');
select is(pg_temp.claims('22003'), '3 carefully; 22003 tries 1', 'so is a value out of range');
select is(pg_temp.claims('23514'), '3 carefully; 23514 tries 1', 'a constraint');
select is(pg_temp.claims('42P01'), '3 carefully; 42P01 tries 1', 'a table that is not there');
select is(pg_temp.claims('BT999'), '3 carefully; BT999 tries 1', 'an error of ours');
select is(pg_temp.claims('XX001'), '3 carefully; XX001 tries 1', 'corrupt data');
select is(pg_temp.claims('XX000'), '3 carefully; XX000 tries 1', 'an internal error');
select is(pg_temp.claims('53200'), '3 carefully; 53200 tries 1', 'more memory than there is');
select is(pg_temp.claims('53100'), '53100; nothing aside', 'a full disk is the server''s');
select is(pg_temp.claims('40001'), '40001; nothing aside', 'a serialization failure is the moment''s');
select is(pg_temp.claims('55P03'), '0 carefully; 55P03 tries 0, 55P03 tries 0, 55P03 tries 0, 55P03 tries 0',
  'a lock that somebody keeps is the moment''s: all wait a moment, and nobody is called bad');
select is(pg_temp.claims('40P01'), '0 carefully; 40P01 tries 0, 40P01 tries 0, 40P01 tries 0, 40P01 tries 0', 'so is a deadlock');

-- What hangs strikes the time limit of the whole call: those that were with it are free again at once.
select pg_temp.executor('slow') as executor \gset
select pg_temp.jobs(4) as jobs \gset
select pg_temp.poison('running', 'insert', (:'jobs'::bigint[])[1:1], 'hang') \g /dev/null
set statement_timeout = '500ms';
savepoint before_it;
\set ON_ERROR_STOP off
select from baton.claim_steps(:executor, nextval('call_numbers'), 10) \g /dev/null
\set failed :LAST_ERROR_SQLSTATE
\set ON_ERROR_STOP on
rollback to before_it;
select is(:'failed'::text, '57014', 'a claim with one that hangs meets its time limit');
select count(token) as claimed from baton.claim_steps(:executor, nextval('call_numbers'), 10, true) \gset
select is(:claimed, 0, 'so does the careful one, and sets aside all that were with it');
select baton.maintain() \g /dev/null
select baton.maintain() \g /dev/null
reset statement_timeout;
select is(pg_temp.aside(), format('claim %s/1 57014', (:'jobs'::bigint[])[1]), 'is alone set aside after two rounds of maintenance');
select is(pg_temp.claim_as_executors_do(:executor), '3', 'and all others are claimed');
select pg_temp.report_all(:executor) \g /dev/null
select * from finish();
rollback;
