-- Several kinds, one after the other, at most p_max_jobs in all. One job's error does not touch the others.
create function baton._recover(p_kinds text[], p_only_where_asked boolean, p_max_jobs int, p_dry_run boolean) returns jsonb
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_counts jsonb := '{"recovered": 0, "failed": 0, "skipped": 0}';
  v_errors jsonb := '[]';
  v_outcomes text[] := '{}';
  v_done int := 0;
  v_kind text;
  v_job_id bigint;
  v_result jsonb;
begin
  foreach v_kind in array p_kinds loop
    -- Some are refused: so more are looked at than may be recovered, but not without end.
    for v_job_id in select * from _recoverable_jobs(v_kind, p_only_where_asked and v_kind = 'failed', 10 * p_max_jobs) loop
      exit when v_done >= p_max_jobs;
      begin
        v_result := _recover_job(v_job_id, v_kind, p_dry_run);
        if v_result ->> 'outcome' = 'recovered' and not p_dry_run then
          delete from set_aside where work = 'recover' and job_id = v_job_id;
        end if;
      exception when others then
        v_result := jsonb_build_object('outcome', 'failed', 'error', sqlerrm, 'sqlstate', sqlstate);
        if not p_dry_run and not _is_of_the_server(sqlstate) then   -- not the first of each call for ever
          perform _set_aside('recover', array[row(v_job_id, 0)::step_ref], sqlstate, sqlerrm);
        end if;
      end;
      v_counts := jsonb_set(v_counts, array[v_result ->> 'outcome'], to_jsonb((v_counts ->> (v_result ->> 'outcome'))::int + 1));
      v_outcomes := v_outcomes || (v_kind || ' ' || (v_result ->> 'outcome'));
      v_done := v_done + (v_result ->> 'outcome' <> 'skipped')::int;
      if v_result ? 'error' then
        v_errors := v_errors || (jsonb_build_object('job_id', v_job_id) || (v_result - 'outcome'));
      end if;
    end loop;
  end loop;
  if not p_dry_run then
    insert into recovery_totals as total (kind, outcome, jobs)
    select split_part(ended.outcome, ' ', 1), split_part(ended.outcome, ' ', 2), count(*)
    from unnest(v_outcomes) as ended (outcome)
    group by ended.outcome
    order by ended.outcome   -- two calls at once add in one order
    on conflict (kind, outcome) do update set jobs = total.jobs + excluded.jobs;
  end if;
  return v_counts || jsonb_build_object('errors', v_errors, 'dry_run', p_dry_run);
end
$$;
comment on function baton._recover(text[], boolean, int, boolean) is 'Recovers jobs of the given kinds; {recovered, failed, skipped, errors, dry_run}.';
