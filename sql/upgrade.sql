-- Upgrades the schema in the current database to the version of these files:  psql -f
-- sql/upgrade.sql Version 1 is the first, so there is nothing to run yet. The next one adds here
--
--   select schema_version < 2 as wanted from baton.installation \gset
--   \if :wanted
--     \ir migrations/0002_what_it_does.sql
--   \endif
--
-- and each migration is a manifest: its own statements, then \ir lines of the functions it changes.
\set ON_ERROR_STOP on
\set QUIET on
begin isolation level read committed read write;
\ir schema/session.sql
\ir migrations/check.sql
commit;
