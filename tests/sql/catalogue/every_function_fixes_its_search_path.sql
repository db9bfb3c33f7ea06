begin;
select plan(2);

-- Two kinds need not: internal SQL functions without rights of their own run under their caller's path, and
-- are inlined only without one; procedures that commit may not have one, and the guards' look-ups (triggers.sql) and
-- what runs per row that is inserted or claimed cannot afford one: these name everything in full. The checks that run per
-- step of a definition cannot either; all that calls them is below _check_definition, which has fixed it.
select is_empty($$
  select p.oid::regprocedure
  from pg_proc p
  join pg_language l on l.oid = p.prolang
  where p.pronamespace = 'baton'::regnamespace
    and not 'search_path=pg_catalog, baton, pg_temp' = any (coalesce(p.proconfig, '{}'))
    and not (p.proname like '\_%' and l.lanname = 'sql' and not p.prosecdef)
    and p.proname not in ('run_maintenance', 'run_retention', 'cancel_batch_by_pieces', 'retry_batch_by_pieces', '_job_may_become', '_step_may_become', '_prepare_job', '_step_context',
      '_check_step', '_check_common', '_check_command', '_check_environment', '_duration')
$$, 'no function takes names from its caller''s search path');
select is_empty($$
  select p.oid::regprocedure
  from pg_proc p
  where p.pronamespace = 'baton'::regnamespace and p.prosecdef
    and not 'search_path=pg_catalog, baton, pg_temp' = any (coalesce(p.proconfig, '{}'))
    and p.proname <> '_prepare_job'   -- submit/insert/names_of_the_caller_are_not_taken.sql
$$, 'least of all one that has its owner''s rights');

select * from finish();
rollback;
