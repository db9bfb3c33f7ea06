-- The only clock. Tests replace it to move time. No "set search_path", so that it is inlined: it is
-- called once per inserted job, and its one name is qualified.
create or replace function baton._now() returns timestamptz
language sql volatile parallel safe
as $$ select pg_catalog.clock_timestamp() $$;
