-- Any login may write any setting of class baton. So each that a function reads is on this list, with what a lie comes to.
begin;
select plan(2);

create temp table believed (function text, setting text, why text);
insert into believed values
  ('_caller', 'baton.actor', 'a name for the records, shown before the role that PostgreSQL has checked'),
  ('_forget_job_type', 'baton.known_job_type', 'only emptied'),
  ('_prepare_job', 'baton.known_job_type', '_expand_jobs compares it with the job types: submit/insert/a_remembered_job_type_is_not_believed.sql'),
  ('_is_restored', 'baton.restored_rows', 'read for members of baton_owner only: submit/insert/a_restored_dump_is_not_expanded_again.sql'),
  ('_restored', 'baton.restored_rows', 'read for members of baton_owner only: submit/insert/a_restored_dump_is_not_expanded_again.sql'),
  ('_oldest_call', 'baton.oldest_call', 'a hint for the renewals of one''s own executor: executor/lies_of_a_session_harm_its_own_executor_only.sql'),
  ('_rings', 'baton.doorbell', 'whether one''s own jobs wake executors, which find them by their next poll: system/two_phase_test.py'),
  ('_take_ready', 'baton.ready_marks', 'a hint where to begin in the lanes that one may claim from: executor/lies_of_a_session_harm_its_own_executor_only.sql');

create function pg_temp.reads() returns table (function text, setting text) language sql as $$
  select p.proname::text, m[1]
  from pg_proc p
  cross join lateral regexp_matches(p.prosrc, 'current_setting\(\s*''(baton\.[a-z_]+)''', 'g') as m
  where p.pronamespace = 'baton'::regnamespace
  union
  -- One whose name is put together could be any.
  select p.proname, 'a name that is not written out'
  from pg_proc p
  where p.pronamespace = 'baton'::regnamespace and p.prosrc ~ 'current_setting\(\s*[^'']' and p.prosrc !~ 'current_setting\(\s*'''
$$;
select results_eq('select function, setting from pg_temp.reads() order by 1, 2', 'select function, setting from believed order by 1, 2',
  'every setting that is read is known, with the reason why a lie in it decides nothing');
select is_empty($$
  select p.proname, setting
  from pg_proc p
  cross join lateral unnest(p.proconfig) as setting
  where p.pronamespace = 'baton'::regnamespace and setting like 'baton.%'
$$, 'and none is fixed by a function, as if that kept others from writing it');

select * from finish();
rollback;
