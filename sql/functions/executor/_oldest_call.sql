-- From which of an executor's calls on there can be running attempts, as the last renewal of this
-- session has seen it: what it claimed before has ended. Without it a renewal reads all that ran
-- since somebody's snapshot was taken. Calls count up, so nothing of an earlier one comes later,
-- but for a call that a dying connection has kept; so every sixth tick asks for all.
create function baton._oldest_call(p_executor_id bigint) returns bigint
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_setting text[] := string_to_array(current_setting('baton.oldest_call', true), '/');
begin
  return case when v_setting[1] = p_executor_id::text and (select tick from clock) % 6 <> 0 then v_setting[2]::bigint else 0 end;
end
$$;
comment on function baton._oldest_call(bigint) is
  'The oldest call of an executor of which attempts may still run, as far as this session knows.';
