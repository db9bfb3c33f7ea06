-- Does some work on items, and keeps out of its way those on which it fails: what fails as a whole
-- is halved until the culprits are alone, and these are set aside with their errors. p_function
-- takes an array of items (rows with job_id and n) and returns how many it has handled. Nothing
-- failed: one subtransaction. At most 16 of those that succeed are kept, because all snapshots
-- become slow where a transaction has more than 64; what is left then is left to the next call.
--
-- What hangs or waits for a lock that somebody keeps is not halved, which would hang as often: all
-- of the piece is set aside, and _retry_set_aside lets it come back one by one. No time limit holds
-- any more once it has struck, so it ends the work. What the whole server suffers from is nobody's
-- fault: it ends the call.
create function baton._apart(p_work text, p_items anyarray, p_function text) returns int
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  c_pieces constant int := 16;
  v_began timestamptz := clock_timestamp();
  v_from int[] := array[1];
  v_to int[] := array[cardinality(p_items)];
  v_at int := 1;   -- pieces that are to be tried
  v_first int;
  v_last int;
  v_count int;
  v_done int := 0;
  v_kept int := 0;
  v_failed boolean := false;
begin
  while v_at > 0 and coalesce(cardinality(p_items), 0) > 0 loop
    v_first := v_from[v_at];
    v_last := v_to[v_at];
    v_at := v_at - 1;
    begin
      execute format('select baton.%I($1)', p_function) into v_count using p_items[v_first:v_last];
      v_done := v_done + v_count;
      v_kept := v_kept + 1;
    exception
      when query_canceled or lock_not_available or deadlock_detected then
        v_failed := true;
        perform _set_aside(p_work, p_items[v_first:v_last], sqlstate, sqlerrm);
        exit when sqlstate = '57014';
      when others then
        v_failed := true;
        if _is_of_the_server(sqlstate) then
          raise;
        elsif v_first = v_last then
          perform _set_aside(p_work, p_items[v_first:v_last], sqlstate, sqlerrm);
        else   -- the first half is tried first
          v_from[v_at + 1] := (v_first + v_last) / 2 + 1;
          v_to[v_at + 1] := v_last;
          v_from[v_at + 2] := v_first;
          v_to[v_at + 2] := (v_first + v_last) / 2;
          v_at := v_at + 2;
        end if;
    end;
    exit when v_failed and (v_kept >= c_pieces or clock_timestamp() - v_began > interval '1 second');
  end loop;
  return v_done;
end
$$;
comment on function baton._apart(text, anyarray, text) is
  'Calls a function with the items, in halves where it fails, and sets aside those on which it '
  'fails; returns how many it handled.';
