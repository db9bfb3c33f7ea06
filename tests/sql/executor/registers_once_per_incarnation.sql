begin;
\ir ../fixtures.psql
select plan(7);
create function pg_temp.register(p_incarnation uuid, p_version int default null, p_queue text default 'default') returns jsonb language sql as
$$ select baton.register_executor('e', 'h', 1, 'boot', p_incarnation, '1.0', coalesce(p_version, (select schema_version from installation)), array[p_queue], 2, false) $$;
select 'e2c56db5-dffb-48d2-b060-d0f5a71096e0' as me \gset
select pg_temp.register(:'me') as first \gset
select is((:'first')::jsonb -> 'resumed', 'false', 'new');
select is(pg_temp.register(:'me') -> 'resumed', 'true', 'known: taken up again');
select is(pg_temp.register(:'me') -> 'executor_id', (:'first')::jsonb -> 'executor_id', 'with the same id');
select baton.release_executor(((:'first')::jsonb ->> 'executor_id')::bigint) \g /dev/null
select isnt(pg_temp.register(:'me') -> 'executor_id', (:'first')::jsonb -> 'executor_id', 'one that has ended gets a new id');
select throws_ok($$ select pg_temp.register(gen_random_uuid(), 99) $$, 'BT040', null, 'a newer executor is refused');
select throws_ok($$ select pg_temp.register(gen_random_uuid(), 0) $$, 'BT040', null, 'an older one too');
select throws_ok($$ select pg_temp.register(gen_random_uuid(), p_queue => 'nope') $$, 'BT030', 'there is no queue "nope"', 'an unknown queue is named');

select * from finish();
rollback;
