begin;
\ir ../fixtures.psql
select plan(5);

insert into baton.queues (name) values ('other');
select pg_temp.job('[{"key": "mine", "command": ["x"]}]') as mine \gset
select pg_temp.job('[{"key": "theirs", "command": ["x"], "queue": "other"}]') as theirs \gset
select pg_temp.executor('one') as one, pg_temp.executor('two', p_queues => '{other}') as two \gset
select lane as their_lane from baton.ready where job_id = :theirs \gset

-- Marks that name another queue's lane.
select set_config('baton.ready_marks', format('{"tick": %s, "%s/0": 0}', tick, :their_lane), false) from baton.clock \g /dev/null
select is(pg_temp.claim(:one), 'mine', 'marks of a lane bring nothing that the executor may not claim');
select is(pg_temp.claim(:two), 'theirs', 'and take nothing from who may');

select set_config('baton.oldest_call', :two || '/999999', false) \g /dev/null
select is(baton.renew_lease(:one, array(select token from baton.running where executor_id = :one), 1000, 'active') -> 'lost', '[]',
  'what is said of another executor''s calls is not taken for one''s own');
select set_config('baton.oldest_call', '', false), set_config('baton.ready_marks', '', false) \g /dev/null

-- A copy of a database stays on hold, whatever a session calls it.
update baton.installation set database_oid = 1;
select system_identifier || '/' || database_oid as accepted from baton.installation \gset
select set_config('baton.server_identity', :'accepted', false) \g /dev/null
select is(baton._on_hold(), true, 'a session cannot accept a copy by a setting');
select pg_temp.job('[{"key": "late", "command": ["x"]}]') \g /dev/null
select is(pg_temp.claim(:one), '', 'and claims nothing in it');

select * from finish();
rollback;
