-- Jobs that are running read their definition: it never changes under them.
create or replace function baton._refuse_change() returns trigger
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  raise exception using errcode = 'BT002', message = format('rows of baton.%s never change', tg_table_name),
    hint = 'define_job_type() stores a new version.';
end
$$;
