-- A claim finds its executor's row by place. Another session may move it at that moment: it is looked up by its id.
begin;
\ir ../fixtures.psql
select plan(2);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as job \gset
create or replace function baton._executor_place(p_executor_id bigint) returns tid
language sql
set search_path = pg_catalog, baton, pg_temp
as $$ select '(4294967295,0)'::tid $$;
select is(pg_temp.claim(:executor), 'a', 'its step starts');
select throws_ok(format('select * from baton.claim_steps(%s, 1, 1)', :executor + 1), 'BT041', null, 'an executor that is not there is refused');
select * from finish();
rollback;
