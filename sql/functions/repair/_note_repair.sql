create function baton._note_repair(p_job_id bigint, p_n int, p_what text) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  insert into job_events (at, job_id, n, action, actor, reason) values (_now(), p_job_id, p_n, 'repair', 'baton', p_what);
  update repairs set repaired = repaired + 1, repaired_at = _now(), last_job = p_job_id, what = p_what;
  raise warning 'repaired: job % step %: %', p_job_id, p_n, p_what;
end
$$;
comment on function baton._note_repair(bigint, int, text) is 'Records what was repaired.';
