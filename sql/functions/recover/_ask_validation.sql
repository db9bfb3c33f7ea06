-- Asks a function of the application whether a job may be recovered: true, or {"ok": true}; a
-- reason may come with a no. Belongs to baton_guest (sql/guest.sql), so that the function has no
-- right of ours and cannot change its role; and whatever it does is rolled back, because a trigger
-- that it deferred would otherwise run at our commit with our caller's rights.
create function baton._ask_validation(p_function text, p_job_id bigint, p_job jsonb) returns jsonb
language plpgsql
security definer
set search_path = pg_catalog, baton, pg_temp
set lock_timeout = '5s'
as $$
declare
  v_answer jsonb;
begin
  begin
    set constraints all deferred;   -- what it defers, we undo before it runs
    execute format('select to_jsonb(%I.%I($1, $2))', split_part(p_function, '.', 1), split_part(p_function, '.', 2))
    into v_answer using p_job_id, p_job;
    raise exception using errcode = 'BT073', message = 'the validation has answered',   -- variables outlive the rollback
      hint = 'Nobody sees this: it undoes what the validation did.';
  exception
    when sqlstate 'BT073' then
      null;
    when others then
      return jsonb_build_object('error', left(sqlerrm, 500), 'sqlstate', sqlstate);
  end;
  return case
    when v_answer = 'true' or v_answer -> 'ok' = 'true' then '{"ok": true}'
    when v_answer = 'false' or v_answer -> 'ok' = 'false'
      then jsonb_build_object('ok', false, 'reason', left(v_answer ->> 'reason', 500))
    else jsonb_build_object('error', 'it answered neither true nor false, nor an object with "ok"', 'sqlstate', 'BT073')
  end;
end
$$;
comment on function baton._ask_validation(text, bigint, jsonb) is
  'Calls an application''s validation without any right, undoes what it did, and returns {ok, '
  'reason} or {error, sqlstate}.';
