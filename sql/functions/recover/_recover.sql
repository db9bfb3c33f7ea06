-- Several kinds, one after the other, at most p_max_jobs in all. One job's error does not touch the
-- others.
create function baton._recover(p_kinds text[], p_only_where_asked boolean, p_max_jobs int, p_dry_run boolean) returns jsonb
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_all jsonb[] := '{}';
  v_kind text;
  v_results jsonb[];
  v_left int := p_max_jobs;
begin
  set constraints all immediate;   -- what is deferred fails at the commit, where nothing is caught
  foreach v_kind in array p_kinds loop
    -- Some are refused: so more are looked at than may be recovered, but not without end.
    v_results := _recover_jobs(
      array(select * from _recoverable_jobs(v_kind, p_only_where_asked and v_kind = 'failed', 10 * p_max_jobs)),
      v_kind, p_dry_run, v_left);
    v_all := v_all || v_results;
    select v_left - count(*) into v_left
    from unnest(v_results) as result
    where result ->> 'outcome' <> 'skipped';
    continue when p_dry_run;

    delete from set_aside
    using unnest(v_results) as result
    where set_aside.work = 'recover' and set_aside.job_id = (result ->> 'job_id')::bigint
      and result ->> 'outcome' = 'recovered';
    -- Those that raised are not the first of each call for ever.
    perform _set_aside('recover', array[row((result ->> 'job_id')::bigint, 0)::step_ref],
      result ->> 'sqlstate', result ->> 'error')
    from unnest(v_results) as result
    where result ->> 'outcome' = 'failed' and result ? 'error'
      and not _is_of_the_server(result ->> 'sqlstate');
    insert into recovery_totals as total (kind, outcome, jobs)
    select v_kind, result ->> 'outcome', count(*)
    from unnest(v_results) as result
    group by result ->> 'outcome'
    order by result ->> 'outcome'   -- two calls at once add in one order
    on conflict (kind, outcome) do update set jobs = total.jobs + excluded.jobs;
  end loop;
  return (
    select jsonb_build_object(
        'recovered', count(*) filter (where result ->> 'outcome' = 'recovered'),
        'failed', count(*) filter (where result ->> 'outcome' = 'failed'),
        'skipped', count(*) filter (where result ->> 'outcome' = 'skipped'),
        'errors', coalesce(jsonb_agg(result - 'outcome' order by place) filter (where result ? 'error'), '[]'),
        'dry_run', p_dry_run)
      || case when p_dry_run then jsonb_build_object('jobs', coalesce(
          jsonb_agg(result -> 'job_id' order by place) filter (where result ->> 'outcome' = 'recovered'), '[]')) else '{}' end
    from unnest(v_all) with ordinality as listed(result, place));
end
$$;
comment on function baton._recover(text[], boolean, int, boolean) is
  'Recovers jobs of the given kinds; {recovered, failed, skipped, errors, dry_run}, of a dry run '
  'also jobs.';
