-- PostgreSQL has no name for a group of settings, so each function spells them out
-- (docs/decisions/0008-plans-on-the-hot-path.md). They are the same for all, in the same order, but
-- for those that are listed here with the reason.
begin;
select plan(2);

create temp table agreed (functions text, lacks text, has_besides text, why text);
insert into agreed values
  ('_delete_jobs _health_of_schedules _health_of_targets _job_document _metrics_of_attempts _metrics_of_executors _metrics_of_queues _oldest_ready _size_jobs',
    'plan_cache_mode=force_generic_plan', 'jit=off', 'parts of an answer or of a run of retention: views call them, which have jit on'),
  ('_lanes_with_room _open_schedule_job _refuse_change active_job attempt_secrets',
    'enable_hashjoin=off, enable_mergejoin=off', null, 'they join nothing that grows'),
  ('_cancel_batch_piece _removable_batches _removable_definitions _retry_batch_piece',
    null, 'jit=off', 'procedures call them, which have no settings because they commit'),
  ('_enter_turns _line_up _take_subjects', null, 'enable_nestloop=on', 'an INSERT turns it off'),
  ('_erase_secrets _store_in_archive newest_jobs', 'enable_hashjoin=off, enable_mergejoin=off, plan_cache_mode=force_generic_plan', null,
    'a statement or two, by keys'),
  ('_health_of_retention _ready_steps', 'enable_hashjoin=off, enable_mergejoin=off, plan_cache_mode=force_generic_plan', 'jit=off',
    'a statement or two, by keys, which views call'),
  ('_executor_place _is_own_executor', 'enable_hashjoin=off, enable_mergejoin=off, plan_cache_mode=force_generic_plan', 'enable_bitmapscan=off',
    'down the index from above: a bitmap would read the dead versions, too'),
  ('_are_few', 'enable_hashjoin=off, enable_mergejoin=off, plan_cache_mode=force_generic_plan', 'enable_bitmapscan=off',
    'as far as it counts: a bitmap would read all'),
  ('_allowed_retries _depends_on _overview', null, 'jit=off', 'a row of a list, which views call'),
  ('_start_gated _start_ready', null, 'enable_bitmapscan=off', 'in the order of the queue, as many as are wanted'),
  ('_batch_is_open _nth_newest', 'enable_hashjoin=off, enable_mergejoin=off', 'enable_bitmapscan=off, enable_sort=off', 'one end of an index'),
  ('_definitions_end_at _output_ends_at', 'enable_hashjoin=off, enable_mergejoin=off, plan_cache_mode=force_generic_plan', 'enable_sort=off',
    'one end of an index'),
  ('_subject_jobs', 'enable_hashjoin=off, enable_mergejoin=off', 'enable_bitmapscan=off', 'one descent of an index each'),
  ('find_jobs', 'enable_hashjoin=off, enable_mergejoin=off, plan_cache_mode=force_generic_plan', 'enable_bitmapscan=on',
    'a statement of its own for each call; it turns bitmaps off for some'),
  ('list_steps', 'enable_hashjoin=off, enable_mergejoin=off, plan_cache_mode=force_generic_plan', 'plan_cache_mode=force_custom_plan',
    'each status is in another table'),
  ('read_archived_month', 'enable_hashjoin=off, enable_mergejoin=off, enable_seqscan=off, plan_cache_mode=force_generic_plan',
    'plan_cache_mode=force_custom_plan', 'reads one partition from end to end'),
  ('_expand_jobs', 'enable_hashjoin=off', 'enable_nestloop=off, jit=off', 'new jobs and definitions meet by hash; a trigger'),
  ('_store_definition', 'enable_hashjoin=off, enable_seqscan=off', 'enable_nestloop=off, jit=off', 'steps and their names meet by hash'),
  ('_check_definition', 'enable_hashjoin=off, enable_mergejoin=off, enable_seqscan=off', 'jit=off', 'reads no table'),
  ('_removable_output', 'enable_seqscan=off, plan_cache_mode=force_generic_plan', 'jit=off', 'policies are read from end to end'),
  ('_ids_of_blocks', 'enable_hashjoin=off, enable_mergejoin=off, plan_cache_mode=force_generic_plan',
    'enable_bitmapscan=off, enable_indexscan=off, jit=off', 'reads blocks by their numbers'),
  ('_fold_jobs', 'enable_hashjoin=off, enable_mergejoin=off, enable_seqscan=off, plan_cache_mode=force_generic_plan', 'enable_seqscan=on',
    'maintain() turns it off, and job_changes has no key');

create temp view fixed as
select function.proname::text collate "default" as name, array_agg(setting.text collate "default" order by setting.place) as settings,
  array['plan_cache_mode=force_generic_plan', 'enable_seqscan=off', 'enable_hashjoin=off', 'enable_mergejoin=off']
    || case when function.proname ~ '^_' then '{}'::text[] else '{jit=off}'::text[] end as expected
from pg_proc as function
cross join lateral unnest(function.proconfig) with ordinality as setting (text, place)
where function.pronamespace = 'baton'::regnamespace and setting.text ~ '^(plan_cache_mode|enable_|jit)'
group by function.oid, function.proname
having array_agg(setting.text) <> '{jit=off}';

select set_eq($$
  select name,
    (select string_agg(one, ', ' order by one) from unnest(expected) as one where one <> all (settings)) as lacks,
    (select string_agg(one, ', ' order by one) from unnest(settings) as one where one <> all (expected)) as has_besides
  from fixed
  where not (settings @> expected and settings <@ expected)
$$, $$
  select name, lacks, has_besides
  from agreed, regexp_split_to_table(functions, ' ') as name
$$, 'only those that are listed have other settings');
select is_empty($$
  select name, settings
  from fixed
  where array(select one from unnest(settings) as one where one = any (expected))
    <> array(select one from unnest(expected) as one where one = any (settings))
$$, 'and all in one order');

select * from finish();
rollback;
