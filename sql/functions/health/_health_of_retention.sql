-- Only what is not well: rows about jobs that should have left. Looks at the oldest jobs and at
-- names of partitions; how much is due, retention_preview says.
create function baton._health_of_retention(out name text, out status text, out message text, out fix text)
returns setof record
language plpgsql stable security definer
set search_path = pg_catalog, baton, pg_temp
set enable_seqscan = off
set jit = off
as $$
declare
  v_now constant timestamptz := _now();
  v_run retention_runs;
  v_cut retention_runs;
  v_old bigint[];
  v_due text;
  v_loose text;
begin
  name := 'retention';
  status := 'warning';
  select * into v_run from retention_runs where finished_at is not null order by id desc limit 1;
  if v_run.failures > 0 then
    message := format('The last run left out %s: %s.', case v_run.failures when 1 then 'what failed' else v_run.failures || ' parts that failed' end,
      rtrim(v_run.last_failure, '.'));
    fix := 'Look at what the message names; the next run tries it again.';
    return next;
  end if;

  select * into v_cut from retention_runs where finished_at is null and touched_at < v_now - interval '10 minutes';
  if found then
    message := format('A run of retention was cut %s ago, and nothing goes on with it.', _length_text(v_now - v_cut.touched_at));
    fix := 'Run "baton migrate", which makes the entries of pg_cron, or: call baton.run_retention(); '
      'Where the role that pg_cron runs them as has a statement_timeout, it needs 10 seconds at least.';
    return next;
  end if;

  -- The rule itself, as of two days ago, about some of the oldest jobs that are old enough for a
  -- policy: to rank a job
  -- among those of its subject may take long.
  v_old := case when coalesce(v_run.finished_at < v_now - interval '2 days', true) then array(
    select old.id
    from (
      select oldest.id, row_number() over (order by oldest.id) as place, count(*) over () as of_all
      from (select id, finished_at from jobs order by id limit 1000) as oldest
      where oldest.finished_at < v_now - interval '2 days' - (
        select min(coalesce(keep_for, '0')) from retention_policies where enabled)
    ) as old
    where old.place * 20 / old.of_all > (old.place - 1) * 20 / old.of_all   -- 20, evenly spread
    order by old.id) end;
  if exists (
    select from _removable_jobs(v_old[1] - 1, v_old[cardinality(v_old)], v_now - interval '2 days',
      v_old)
  ) then
    message := 'Jobs that should have left are still there: ' || case
      when v_run.id is null and not exists (select from retention_runs) then 'retention has never run.'
      when v_run.id is null then 'no run of retention has ended yet.'
      else format('the last run of retention ended %s ago.', _length_text(v_now - v_run.finished_at)) end;
    fix := 'Run "baton migrate", which makes an entry of pg_cron, or let a scheduler of your own call baton.run_retention() daily.';
    return next;
  end if;

  -- What an interrupted change by hand left: jobs of that month find no place, and a run leaves
  -- them.
  select string_agg(class.relname, ', ' order by class.relname) into v_loose
  from pg_class as class
  where class.relnamespace = 'baton'::regnamespace and class.relkind = 'r' and class.relname ~ E'^archived_jobs_\\d{4}_\\d{2}$'
    and not class.relispartition;
  if v_loose is not null then
    message := format('Tables with the names of the archive''s months are no part of it: %s. Jobs of these months cannot be archived.', v_loose);
    fix := 'Attach each to baton.archived_jobs for its month (UTC), or rename it.';
    return next;
  end if;

  select string_agg(to_char(there.month, 'YYYY-MM'), ', ' order by there.month) into v_due
  from _archive_partitions() as there
  cross join retention_settings as settings
  where there.month + interval '1 month' + settings.keep_archive_for < (v_now at time zone 'UTC') - interval '2 days';
  if v_due is not null then
    message := format('Months of the archive should have left, and are still there: %s.', v_due);
    fix := case when (select drop_without_export from retention_settings)
      then 'Let baton.run_retention() run; retention_runs.last_failure says what keeps them.'
      else 'Where not all of their jobs are in a file (baton.archived_months): run "baton archive export --month MONTH --to DIR" '
        'for each, or set retention_settings.drop_without_export.' end;
    return next;
  end if;
end
$$;
comment on function baton._health_of_retention() is
  'Checks for baton.health: whether what should have left is still there. No row where all is '
  'well.';
