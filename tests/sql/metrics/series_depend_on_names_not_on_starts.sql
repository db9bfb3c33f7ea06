begin;
\ir ../fixtures.psql
select plan(3);

select pg_temp.executor('one') from generate_series(1, 60) \g /dev/null
select pg_temp.executor('two') \g /dev/null
select is((select count(*) from metrics where name like 'baton\_executor\_%'), 8::bigint, 'four series of each name, however often it was started');
select is((select array_agg(distinct labels) from metrics where name like 'baton\_executor\_%'),
  '{"{\"executor\": \"one\"}","{\"executor\": \"two\"}"}'::jsonb[], 'and no label but the name');
select is((select value from metrics where name = 'baton_executor_slots' and labels ->> 'executor' = 'one'),
  (select sum(slots)::float8 from executors where name = 'one'), 'all of one name together');

select * from finish();
rollback;
