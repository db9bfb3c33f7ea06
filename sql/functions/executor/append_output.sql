-- Output of scripts that still run, also while somebody keeps their attempts locked (only the sign
-- of life is left out then). What names a token that is not running is passed over, and so is a
-- piece that is there already: after a lost connection the last ones are sent again.
create function baton.append_output(p_executor_id bigint, p_pieces jsonb) returns int
language plpgsql
security definer
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
declare
  v_count int := 0;
begin
  perform _at_read_committed();
  set constraints all immediate;   -- what is deferred fails at the commit, where nothing is caught
  with given as materialized (
    select (piece ->> 'job_id')::bigint as job_id, (piece ->> 'n')::int as n, (piece ->> 'token')::uuid as token, piece
    from jsonb_array_elements(p_pieces) as piece
  ), alive as materialized (
    select running.job_id, running.n, running.attempt
    from running
    where (running.job_id, running.n, running.token) in (select given.job_id, given.n, given.token from given)
      and running.executor_id = p_executor_id and _is_own_executor(p_executor_id)
  ), unlocked as materialized (
    select running.job_id, running.n
    from running
    where (running.job_id, running.n) in (select alive.job_id, alive.n from alive)
    order by running.job_id, running.n
    for no key update skip locked
  ), living as (
    update running set life_at = _now() from unlocked where running.job_id = unlocked.job_id and running.n = unlocked.n
  )
  insert into output_rows (job_id, n, attempt, stream, start_offset, end_offset, written_at, content)
  select alive.job_id, alive.n, alive.attempt, piece ->> 'stream', (piece ->> 'start')::bigint, (piece ->> 'end')::bigint,
    _now(), piece ->> 'text'
  from given
  join alive on alive.job_id = given.job_id and alive.n = given.n
  on conflict do nothing;
  get diagnostics v_count = row_count;

  perform _trim_output(held.job_id, held.n, held.attempt)
  from (
    select distinct attempt.job_id, attempt.n, attempt.attempt
    from jsonb_array_elements(p_pieces) as piece
    cross join settings
    cross join lateral (
      select running.job_id, running.n, running.attempt
      from running
      where running.job_id = (piece ->> 'job_id')::bigint and running.n = (piece ->> 'n')::int
        and running.token = (piece ->> 'token')::uuid
      offset 0   -- by key: else all that runs is read
    ) as attempt
    where (piece ->> 'end')::bigint > settings.output_head_bytes + settings.output_tail_bytes
  ) as held;
  return v_count;
exception
  when others then   -- one that cannot be written takes no other along: it is left out
    if _is_of_the_server(sqlstate) or sqlstate like 'BT%' then
      raise;
    elsif jsonb_array_length(p_pieces) > 1 then
      return (select sum(append_output(p_executor_id, half)) from _halves(p_pieces) as half);
    end if;
    raise warning 'append_output: job % step %: %', p_pieces -> 0 ->> 'job_id', p_pieces -> 0 ->> 'n', sqlerrm;
    return 0;
end
$$;
comment on function baton.append_output(bigint, jsonb) is
  'Stores pieces of output of running attempts, each once; returns how many were new.';
