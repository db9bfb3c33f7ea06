create function baton._explain_budgets(p_job_id bigint, p_n int) returns text
language sql stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select coalesce(' Budgets: ' || nullif(concat_ws('; ',
    (select string_agg(format('%s of %s retries for %s are used',
        least((class.value ->> 'failures')::int, (class.value ->> 'max_retries')::int), class.value ->> 'max_retries', class.key), '; ' order by class.key)
     from jsonb_each(budgets -> 'retries') as class
     where (class.value ->> 'max_retries')::int > 0),
    case when budgets #>> '{lost,attempts}' <> '0' then format('%s of %s lost attempts', budgets #>> '{lost,attempts}', budgets #>> '{lost,max_attempts}') end,
    case when budgets #>> '{starts,max_attempts}' is not null then
      format('%s of %s starts', budgets #>> '{starts,attempts}', budgets #>> '{starts,max_attempts}') end), '') || '.', '')
  from _step_budgets(p_job_id, p_n) as budgets
$$;
comment on function baton._explain_budgets(bigint, int) is
  'How much of a step''s budgets is used, as a sentence; empty where nothing is.';
