begin;
select plan(4);

-- Without a replica identity PostgreSQL refuses every UPDATE and DELETE of a table that is published.
create view pg_temp.unidentified as
select class.oid::regclass as relation
from pg_class as class
where class.relnamespace = 'baton'::regnamespace and class.relkind in ('r', 'p')
  and not case class.relreplident
    when 'f' then true
    when 'n' then false
    else exists (
      select from pg_index as index
      where index.indrelid = class.oid and index.indisvalid
        and case class.relreplident when 'd' then index.indisprimary else index.indisreplident end)
  end;

select is_empty('select * from pg_temp.unidentified',
  'every table has a primary key or a replica identity');
select baton._make_archive_partition('2031-05-05') \g /dev/null
select is_empty('select * from pg_temp.unidentified', 'so have partitions that are made later');
select isnt(to_regclass('baton.archived_jobs_2031_05'), null, 'such as this one');
create table baton.heap (id int);
select results_eq('select * from pg_temp.unidentified', $$values ('baton.heap'::regclass)$$,
  'a table without is found');

select * from finish();
rollback;
