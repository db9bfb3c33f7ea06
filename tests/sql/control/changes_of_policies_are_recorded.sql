-- Whoever edits what holds for all: by whom, when, from what to what; no secret among it.
begin;
\ir ../fixtures.psql
select plan(20);
create role t_ops login;
grant baton_operator to t_ops;
select coalesce(max(id), 0) as start from baton.setting_history \gset
create function pg_temp.last(out said text) language sql as $$
  select concat_ws(' ', actor, action, table_name, key, old, '->', new)
  from baton.setting_history order by id desc limit 1
$$;
set local session authorization t_ops;
select set_config('baton.actor', 'alice', true) \g /dev/null

update baton.settings set lost_attempts = 4;
select is(pg_temp.last(), 'alice (as t_ops) updated settings true {"lost_attempts": 3} -> {"lost_attempts": 4}', 'settings');
insert into baton.concurrency_limits (name, slots) values ('t_limit', 2);
select is(pg_temp.last(), 'alice (as t_ops) inserted concurrency_limits t_limit -> {"name": "t_limit", "slots": 2, "description": null}', 'a new limit');
update baton.concurrency_limits set slots = 5 where name = 't_limit';
select is(pg_temp.last(), 'alice (as t_ops) updated concurrency_limits t_limit {"slots": 2} -> {"slots": 5}', 'a limit');
delete from baton.concurrency_limits where name = 't_limit';
select is(pg_temp.last(), 'alice (as t_ops) deleted concurrency_limits t_limit {"name": "t_limit", "slots": 5, "description": null} ->', 'one that goes');
update baton.queues set priority = 7 where name = 'default';
select is(pg_temp.last(), 'alice (as t_ops) updated queues default {"priority": 0} -> {"priority": 7}', 'a priority');
insert into baton.circuit_breakers (name) values ('t_breaker');
select matches(pg_temp.last(), '^alice \(as t_ops\) inserted circuit_breakers t_breaker -> .*"threshold"', 'a breaker');
select unalike(pg_temp.last(), '%state%', 'only what is policy');
update baton.circuit_breakers set threshold = threshold + 1 where name = 't_breaker';
select matches(pg_temp.last(), 'updated circuit_breakers t_breaker \{"threshold": \d+\} -> \{"threshold": \d+\}', 'its threshold');
update baton.error_classes set max_retries = 9 where position = 420 and job_type is null;
select matches(pg_temp.last(), 'updated error_classes API_5XX \d+ \{"max_retries": 5\} -> \{"max_retries": 9\}', 'an error class');
update baton.retention_policies set keep_for = '60 days' where status = 'failed' and job_type is null;
select matches(pg_temp.last(), 'updated retention_policies \d+ \{"keep_for": "180 days"\} -> \{"keep_for": "60 days"\}', 'a retention policy');
update baton.retention_settings set share_of_time = 0.5;
select matches(pg_temp.last(), 'updated retention_settings true \{"share_of_time": 0.1\} -> \{"share_of_time": 0.5\}', 'what retention may use');
insert into baton.notifications (name, webhook_url) values ('t_note', 'https://hooks.example.com/services/T0/B0/sesame?key=sesame');
select matches(pg_temp.last(), 'inserted notifications t_note -> .*"webhook_url": "https://hooks.example.com/\.\.\."', 'a notification');
update baton.notifications set webhook_url = 'https://hooks.example.com/services/T0/B0/barley' where name = 't_note';
select matches(pg_temp.last(), 'updated notifications t_note .* -> .*"https://hooks.example.com/\.\.\. \(another\)"', 'another of its secrets');
select is_empty($$select from baton.setting_history where (old || coalesce(new, '{}'))::text ~ 'sesame|barley' or new::text ~ 'sesame|barley'$$, 'and none is kept');

select max(id) as before from baton.setting_history \gset
update baton.settings set lost_attempts = lost_attempts;
select is((select max(id) from baton.setting_history), (:before)::bigint, 'what changes nothing is no change');
select baton.pause_queue('default', 'lunch') \g /dev/null
select is((select max(id) from baton.setting_history), (:before)::bigint, 'pausing has its own record');
select throws_ok('delete from baton.setting_changes', '42501', null, 'nobody removes a record');
select throws_ok('select from baton.setting_changes', '42501', null, 'nor reads past the view');
reset session authorization;

-- Bounded.
insert into baton.setting_changes (at, actor, table_name, key, new)
select baton._now(), 'many', 'settings', 'true', jsonb_build_object('lost_attempts', i) from generate_series(1, 10100) as i;
do $$ begin for i in 1..5 loop update baton.settings set lost_attempts = 10 + i; end loop; end $$;
select cmp_ok((select count(*) from baton.setting_changes), '<=', 10005::bigint, 'the oldest leave, a hundred at a time');
select ok(exists (select from baton.setting_changes where new @> '{"lost_attempts": 15}'), 'the newest stay');
select * from finish();
rollback;
