begin;
\ir ../fixtures.psql
\ir ../refusal.psql
set local client_min_messages = error;
select plan(20);

select baton.define_job_type('{"job_type": "t", "required_parameters": ["a"], "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
create function pg_temp.scheduled() returns bigint language sql as $$
  select (select count(*) from baton.schedules) + (select count(*) from cron.job where jobname like 'baton: schedule %') $$;

select is(pg_temp.refusal($$select baton.schedule_job('s', '0 25 * * *', 't', '{"a": 1}')$$), 'BT100: cron: the hour 25 is not between 0 and 23', 'cron');
select is(pg_temp.refusal($$select baton.schedule_job('s t', '@daily', 't', '{"a": 1}')$$),
  'BT102: the name of a schedule has up to 47 letters, digits, "_", "." and "-"', 'name');
select is(pg_temp.refusal($$select baton.schedule_job(null, '@daily', 't', '{"a": 1}')$$),
  'BT102: the name of a schedule has up to 47 letters, digits, "_", "." and "-"', 'no name');
select matches(pg_temp.refusal(format($$select baton.schedule_job(%L, '@daily', 't', '{"a": 1}')$$, repeat('s', 48))),
  '^BT102: ', 'a name that pg_cron would cut, so that two schedules have one entry');
select is(pg_temp.refusal($$select baton.schedule_job('s', '@daily', 't', '{"a": 1}', 'wait')$$), 'BT102: overlap is none of skip, queue', 'overlap');
select is(pg_temp.refusal($$select baton.schedule_job('s', '@daily', 'u', '{"a": 1}')$$), 'BT020: there is no job type u', 'job type');
select is(pg_temp.refusal($$select baton.schedule_job('s', '@daily', 't')$$), 'BT025: required parameter a is missing', 'parameters');
select is(pg_temp.refusal($$select baton.schedule_job('s', '@daily', 't', '[]')$$), 'BT022: parameters must be a JSON object', 'parameters that are none');
select is(pg_temp.refusal($$select baton.unschedule_job('s')$$), 'BT103: there is no schedule s', 'no such schedule');
select is(pg_temp.refusal($$select baton.run_schedule('s')$$), 'BT103: there is no schedule s', 'nor to run');
select is(pg_temp.scheduled(), 0::bigint, 'nothing was kept of all that');

select baton.schedule_job('s', '@daily', 't', '{"a": 1}') \g /dev/null
select is(pg_temp.refusal($$select baton.run_schedule('s', '2029-12-31 01:00+00')$$), 'BT104: 2029-12-31 01:00 GMT is no slot of schedule s that has come', 'no slot');
select is(pg_temp.refusal($$select baton.run_schedule('s', '2030-01-02 00:00+00')$$), 'BT104: 2030-01-02 00:00 GMT is no slot of schedule s that has come', 'a slot to come');

create role t_alice login in role baton_operator;
create role t_bob login in role baton_operator;
create role t_nologin in role baton_operator;
create role t_outside login in role baton_operator;
grant usage on schema cron to t_alice, t_bob, t_nologin;
create function pg_temp.as_role(p_role name, p_sql text) returns text language plpgsql as $$
declare
  v_result text;
begin
  execute format('set local role %I', p_role);
  begin
    execute p_sql into v_result;
  exception when others then
    v_result := sqlstate || ': ' || sqlerrm;
  end;
  reset role;
  return v_result;
end $$;
select is(pg_temp.as_role('t_outside', $$select baton.schedule_job('r', '@daily', 't', '{"a": 1}')$$),
  'BT101: nothing can be scheduled: role t_outside may not use pg_cron (GRANT USAGE ON SCHEMA cron TO t_outside)', 'a role without pg_cron');
select is(pg_temp.as_role('t_nologin', $$select baton.schedule_job('r', '@daily', 't', '{"a": 1}')$$),
  'BT101: nothing can be scheduled: pg_cron cannot run an entry as role t_nologin, which cannot log in', 'a role that cannot log in');
select is(pg_temp.as_role('t_alice', $$select baton.schedule_job('r', '@daily', 't', '{"a": 1}')$$), '2030-01-02 00:00:00+00', 'an ordinary operator schedules');
select is(pg_temp.as_role('t_bob', $$select baton.unschedule_job('r')$$), 'BT105: the entry of schedule r belongs to role t_alice', 'and nobody else takes it away');
select is(pg_temp.as_role('t_bob', $$select entry from baton.schedule_overview where name = 'r'$$), 'seen by its role and by superusers only', 'or sees its entry');
select pg_temp.as_role('t_alice', $$select baton.unschedule_job('r')$$) \g /dev/null
select baton.unschedule_job('s') \g /dev/null
select is(pg_temp.scheduled(), 0::bigint, 'removed: row and entry');

select baton.schedule_job('s', '@daily', 't', '{"a": 1}') \g /dev/null
create function pg_temp.hint(p_sql text) returns text language plpgsql as $$
declare v_hint text;
begin
  execute p_sql;
  return null;
exception when others then
  get stacked diagnostics v_hint = pg_exception_hint;
  return v_hint;
end $$;
select lives_ok(substring(pg_temp.hint($$select baton.run_schedule('s', '2030-01-02 00:00+00')$$) from 'select .*'), 'the slot that is named instead gives its job');

select * from finish();
rollback;
