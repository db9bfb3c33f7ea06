-- One bad report must not fail its batch: the batch is halved until the bad one is alone. Where its
-- own values are to blame (SQLSTATE classes 22, 23 and 54), it is kept without its outputs and
-- output, and says so. Any other error may pass: the attempt is set aside, it goes on running as
-- far as the database knows, and its executor reports it again later; only after four tries, which
-- take more than a minute, it is kept without what its script said. Errors of the server and of the
-- moment (_is_of_the_server) end the call, and the executor repeats it in smaller parts; so does a
-- time limit, unless the report was alone.
create function baton._record_or_bisect(p_reports jsonb, p_action text, p_actor text, out recorded uuid[], out opened int)
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_count int := jsonb_array_length(p_reports);
  v_half jsonb;
  v_done record;
begin
  select * into recorded, opened from _record_attempts(p_reports, p_action, p_actor);
exception
  when others or query_canceled then
    if _is_of_the_server(sqlstate) or sqlstate = '57014' and v_count > 1 then
      raise;
    end if;
    recorded := '{}';
    opened := 0;
    if v_count > 1 then
      for v_half in select * from _halves(p_reports) loop
        v_done := _record_or_bisect(v_half, p_action, p_actor);
        recorded := recorded || v_done.recorded;
        opened := opened + v_done.opened;
      end loop;
    elsif sqlstate = '57014' or left(sqlstate, 2) not in ('22', '23', '54') and not exists (
        select from set_aside
        where work = 'report' and job_id = (p_reports -> 0 ->> 'job_id')::bigint and n = (p_reports -> 0 ->> 'n')::int and tries > 3) then
      perform _set_report_aside(p_reports -> 0, sqlstate, sqlerrm);
    else
      select * into recorded, opened from _record_bare(p_reports -> 0, p_action, p_actor, sqlerrm);
    end if;
end
$$;
comment on function baton._record_or_bisect(jsonb, text, text) is
  'Records reports; a bad one is kept without its outputs and output, or set aside, instead of '
  'failing the batch.';
