-- Replication slots that nobody reads, and transaction numbers that run out.
begin;
select plan(5);
create function pg_temp.server(p_name text) returns text language sql as $$
  select string_agg(status || ': ' || message || ' -> ' || fix, E'\n') from baton._health_of_server() where name = p_name
$$;
-- A row of a view of the catalogue with these values, null in other columns.
create function pg_temp.row_of(p_view regclass, p_values jsonb) returns text language sql as $$
  select 'select ' || string_agg(format('%L::%s', p_values ->> attname, format_type(atttypid, atttypmod)), ', ' order by attnum)
  from pg_attribute where attrelid = p_view and attnum > 0
$$;
-- The number of a transaction so many before this one.
create function pg_temp.earlier(p_transactions bigint) returns text language sql as $$
  select ((4294967296 + txid_current() - p_transactions) % 4294967296)::text
$$;

select is(pg_temp.server('replication slot'), null, 'no slot holds anything');
-- What the server's own catalogue says is replaced for this transaction.
set local allow_system_table_mods = on;
do $$
begin
  execute format('create or replace view pg_catalog.pg_replication_slots as select original.* from (%s) as original where false union all %s union all %s',
    rtrim(pg_get_viewdef('pg_catalog.pg_replication_slots'::regclass), ';'),
    pg_temp.row_of('pg_catalog.pg_replication_slots', jsonb_build_object('slot_name', 'near', 'restart_lsn', pg_current_wal_lsn(), 'xmin', pg_temp.earlier(10))),
    pg_temp.row_of('pg_catalog.pg_replication_slots', jsonb_build_object('slot_name', 'old', 'xmin', pg_temp.earlier(20000000))));
end $$;
select is(pg_temp.server('replication slot'),
  'warning: The replication slot ''old'' keeps what has died in the last 20000000 transactions. -> Let its receiver catch up, or drop the slot: select pg_drop_replication_slot(''old'');',
  'a slot with an old snapshot, and not one that keeps little');

select is(pg_temp.server('wraparound'), null, 'there is time');
update pg_database set datfrozenxid = pg_temp.earlier(1200000000)::xid where datname = current_database();
select matches(pg_temp.server('wraparound'), '^warning: The database has used 1200000000 transactions .* -> .*vacuum \(freeze\);$', 'it is getting late');
update pg_database set datfrozenxid = pg_temp.earlier(1600000000)::xid where datname = current_database();
select matches(pg_temp.server('wraparound'), '^problem: ', 'it is late');

select * from finish();
rollback;
