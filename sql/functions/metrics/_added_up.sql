create function baton._added_up(p_counts baton.attempt_counts[]) returns setof baton.attempt_totals
language sql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
  select outcome, error_code, timed_out, retried, became, count(*), coalesce(sum(took), '0'),
    count(*) filter (where took <= interval '10 milliseconds'),
    count(*) filter (where took <= interval '50 milliseconds'),
    count(*) filter (where took <= interval '100 milliseconds'),
    count(*) filter (where took <= interval '500 milliseconds'),
    count(*) filter (where took <= interval '1 second'),
    count(*) filter (where took <= interval '5 seconds'),
    count(*) filter (where took <= interval '30 seconds'),
    count(*) filter (where took <= interval '1 minute'),
    count(*) filter (where took <= interval '5 minutes'),
    count(*) filter (where took <= interval '15 minutes'),
    count(*) filter (where took <= interval '1 hour')
  from (
    select 'completed' as outcome, '' as error_code, false as timed_out, false as retried, 'completed' as became, took
    from unnest(p_counts) as counted
    cross join unnest(counted.successes) as took
    union all
    select other.*
    from unnest(p_counts) as counted
    cross join unnest(counted.others) as other
  ) as ended
  group by outcome, error_code, timed_out, retried, became
$$;
comment on function baton._added_up(baton.attempt_counts[]) is
  'Counts by kind of end, with the buckets of the histogram.';
