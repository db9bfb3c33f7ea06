-- The run under way, or a new one; null while somebody else begins one. One that stands still for a
-- day is given up: what it had decided is too old.
create function baton._begin_retention() returns bigint
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_now timestamptz := _now();
  v_run_id bigint;
begin
  update retention_runs
  set phase = 'done', finished_at = v_now, candidates = '{}', last_failure = coalesce(last_failure, 'it was given up after a day')
  where finished_at is null and (started_at < v_now - interval '1 day' or started_at > v_now);

  select id into v_run_id from retention_runs where finished_at is null;
  if v_run_id is null then
    insert into retention_runs (started_at, started_by, touched_at, up_to, jobs_up_to, output_up_to)
    values (v_now, _caller(), v_now, coalesce((select max(id) from batches), 0), coalesce((select max(id) from jobs), 0), _output_ends_at(v_now))
    on conflict do nothing
    returning id into v_run_id;
  end if;
  return v_run_id;
end
$$;
comment on function baton._begin_retention() is 'The id of the run under way, or of a new one.';
