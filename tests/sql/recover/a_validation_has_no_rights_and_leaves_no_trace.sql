begin;
\ir ../fixtures.psql
select plan(9);
select pg_temp.executor() as executor \gset

-- The function of an application that wants more: what it tries is in the job's subject.
create schema t_app;
create table t_app.notes (note text);
create function t_app.note_at_commit() returns trigger language plpgsql as $$ begin raise exception 'it ran as %', current_user; end $$;
create constraint trigger later after insert on t_app.notes deferrable initially deferred for each row execute function t_app.note_at_commit();
create function t_app.tries(bigint, p_job jsonb) returns jsonb language plpgsql as $$
begin
  execute p_job ->> 'subject';
  return jsonb_build_object('ok', false, 'reason', current_user);
end $$;
grant usage on schema t_app to baton_sql;
grant insert, select on t_app.notes to baton_sql;
select baton.define_job_type('{"job_type": "t", "recovery": {"validate": "t_app.tries"}, "steps": [{"key": "a", "command": ["x"], "max_attempts": 1}]}') \g /dev/null

create function pg_temp.tried(p_sql text) returns text language plpgsql as $$
declare
  v_job bigint := baton.create_job('t', p_subject => p_sql);
  v_answer jsonb;
begin
  perform pg_temp.claim((select max(id) from baton.executors));
  perform pg_temp.stumble(v_job, 'a');
  v_answer := baton.recover_orphans('failed', 1);
  update baton.jobs set recoveries = 3 where id = v_job;
  return coalesce(v_answer -> 'errors' -> 0 ->> 'sqlstate', (select reason from baton.job_history where job_id = v_job and action = 'skip_recovery'));
end $$;

select is(pg_temp.tried('select 1'), 't_app.tries said no: baton_guest', 'it runs as baton_guest');
select is(pg_temp.tried('set role baton_owner'), '42501', 'which cannot become the owner');
select is(pg_temp.tried('reset role'), '42501', 'nor whoever called');
select is(pg_temp.tried('select * from baton.settings'), '42501', 'reads nothing of ours');
select is(pg_temp.tried('select baton.cancel_job(1)'), '42501', 'calls nothing of ours');
select is(pg_temp.tried($$insert into t_app.notes values ('x')$$), 't_app.tries said no: baton_guest', 'what it writes');
select is((select count(*) from t_app.notes), 0::bigint, 'is undone');
select pg_temp.tried('set search_path = t_app') || pg_temp.tried('alter function baton._ask_validation security invoker') \g /dev/null
select is(current_setting('search_path') ~ 't_app' or (select not prosecdef from pg_proc where proname = '_ask_validation'), false, 'so is what it sets and alters');
select lives_ok('set constraints all immediate', 'and what it put off for our commit never runs');

select * from finish();
rollback;
