-- A report that cannot be stored as it is, without what its script said.
create function baton._record_bare(p_report jsonb, p_action text, p_actor text, p_error text, out recorded uuid[], out opened int)
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_note text := 'stored without its outputs and output: ' || p_error;
  v_bare jsonb := _bare_report(p_report) || jsonb_build_object(
    'warning', v_note, 'details', jsonb_build_object('notes', jsonb_build_array(v_note)));
begin
  select * into recorded, opened from _record_attempts(jsonb_build_array(v_bare), p_action, p_actor);
  raise warning 'the report of job % step % cannot be stored whole: %', p_report ->> 'job_id', p_report ->> 'n', p_error;
exception
  when others or query_canceled then
    if _is_of_the_server(sqlstate) then
      raise;
    end if;
    perform _set_report_aside(p_report, sqlstate, sqlerrm);
    recorded := '{}';
    opened := 0;
end
$$;
comment on function baton._record_bare(jsonb, text, text, text) is
  'Records a report without its outputs and output, or sets it aside.';
