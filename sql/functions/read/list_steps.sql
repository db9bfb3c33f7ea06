-- What is not over, by what is kept of it: none of these tables has history.
create function baton.list_steps(p_status text, p_limit int default 100)
returns setof baton.step_overview
language plpgsql stable
security definer
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_custom_plan
set enable_seqscan = off
set jit = off
as $$
declare
  v_limit constant int := _within('p_limit', p_limit, 1, 10000);
  v_steps step_ref[];
begin
  case p_status
    when 'running' then
      v_steps := array(
        select row(job_id, n)::step_ref from running order by job_id desc, n limit v_limit);
    when 'retrying' then
      v_steps := array(
        select row(job_id, n)::step_ref from timers where kind = 'retry'
          order by due_at limit v_limit);
    when 'action_required' then
      v_steps := array(
        select row(job_id, n)::step_ref from step_rows where waits_for_person
        order by job_id desc, n desc limit v_limit);
    when 'ready' then
      v_steps := array(
        select row(first.job_id, first.n)::step_ref
        from lanes as lane
        cross join lateral (
          select * from ready where ready.lane = lane.id
          order by ready.priority desc, ready.id limit v_limit
        ) as first
        order by first.priority desc, first.id
        limit v_limit);
    else
      raise exception using errcode = 'BT062',
        message = 'p_status must be running, retrying, action_required or ready',
        hint = 'What has ended, or waits for other steps, is found by its job: select * from baton.step_overview where job_id = ...; dead_letters has what failed for good.';
  end case;
  return query
    select step.*
    from unnest(v_steps) with ordinality as listed (job_id, n, place)
    cross join lateral (
      select * from step_overview
      where step_overview.job_id = listed.job_id and step_overview.n = listed.n offset 0
    ) as step
    order by listed.place;
end
$$;
comment on function baton.list_steps(text, int) is
  'Steps that run, wait for their retry, wait for a person, or could start, as step_overview has '
  'them: p_status is running, retrying, action_required or ready. BT062: it is another one.';
