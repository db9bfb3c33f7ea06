-- Looks at the reports first: nearly all of them are far below the caps.
create function baton._trim_reported_output(p_reports jsonb) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_cap int := (select output_head_bytes + output_tail_bytes from settings);
  v_report jsonb;
begin
  if not jsonb_path_exists(p_reports, '$[*] ? (@.stdout_bytes > $cap || @.stderr_bytes > $cap)', jsonb_build_object('cap', v_cap)) then
    return;
  end if;
  for v_report in
    select report
    from jsonb_array_elements(p_reports) as report
    where greatest((report ->> 'stdout_bytes')::bigint, (report ->> 'stderr_bytes')::bigint) > v_cap
  loop
    perform _trim_output(attempt.job_id, attempt.n, attempt.attempt)
    from attempt_rows as attempt
    where attempt.job_id = (v_report ->> 'job_id')::bigint
      and attempt.n = (v_report ->> 'n')::int
      and attempt.token = (v_report ->> 'token')::uuid;
  end loop;
end
$$;
comment on function baton._trim_reported_output(jsonb) is
  'Caps the stored output of those reported attempts that printed more than the caps.';
