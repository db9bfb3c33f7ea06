-- One bad report must not fail its batch: the batch is halved until the bad one is alone, which is then kept
-- without its outputs and output, and says so. Transient errors (SQLSTATE classes 08, 40, 53, 57P; 55P03: a lock
-- that somebody keeps) are not the report's fault: they end the call, and the executor repeats it in smaller parts.
create function baton._record_or_bisect(p_reports jsonb, p_actor text, out recorded uuid[], out opened int)
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_count int := jsonb_array_length(p_reports);
  v_half record;
  v_done record;
  v_bad jsonb;
begin
  select * into recorded, opened from _record_attempts(p_reports, 'report', p_actor);
exception
  when others then
    if sqlstate ~ '^(08|40|53|55P03|57P)' then
      raise;
    end if;
    recorded := '{}';
    opened := 0;
    if v_count > 1 then
      for v_half in
        select jsonb_agg(report order by position) as reports
        from jsonb_array_elements(p_reports) with ordinality as element(report, position)
        group by position > v_count / 2
      loop
        v_done := _record_or_bisect(v_half.reports, p_actor);
        recorded := recorded || v_done.recorded;
        opened := opened + v_done.opened;
      end loop;
      return;
    end if;
    raise warning 'the report of job % step % cannot be stored whole: %',
      p_reports -> 0 ->> 'job_id', p_reports -> 0 ->> 'n', sqlerrm;
    v_bad := _bare_report(p_reports -> 0) || jsonb_build_object(
      'warning', 'stored without its outputs and output: ' || sqlerrm,
      'details', jsonb_build_object('notes',
        jsonb_build_array('stored without its outputs and output: ' || sqlerrm)));
    select * into recorded, opened from _record_attempts(jsonb_build_array(v_bad), 'report', p_actor);
end
$$;
comment on function baton._record_or_bisect(jsonb, text) is 'Records reports; a bad one is kept without its outputs and output instead of failing the batch.';
