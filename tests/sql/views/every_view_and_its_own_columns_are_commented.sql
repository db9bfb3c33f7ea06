begin;
select plan(1);
select is_empty($$
  select class.relname
  from pg_class as class
  where class.relnamespace = 'baton'::regnamespace and class.relkind = 'v' and obj_description(class.oid, 'pg_class') is null
$$, 'each view says what it is');
select * from finish();
rollback;
