-- What a database or role may have set for its sessions must not change what these files mean, nor
-- what is stored by them. For this transaction only.
set local standard_conforming_strings = on;
set local search_path = pg_catalog, pg_temp;
-- Functions may name others that come later; a test validates all
set local check_function_bodies = off;
set local row_security = on;
set local statement_timeout = 0;
set local idle_in_transaction_session_timeout = 0;
set local quote_all_identifiers = off;
set local array_nulls = on;
set local transform_null_equals = off;
set local datestyle = iso;
set local intervalstyle = postgres;
set local default_tablespace = '';
set local default_table_access_method = heap;
set local plpgsql.variable_conflict = error;
set local plpgsql.extra_errors = none;
set local plpgsql.extra_warnings = none;
