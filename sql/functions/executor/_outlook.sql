-- What an idle poll would find, for calls that an executor makes anyway: who has just been told
-- need not ask. No promise to anybody else, so an error in here is not one of the call (a tick must
-- be committed, whatever the queue looks like).
create function baton._outlook(p_queues text[] default null) returns jsonb
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_lanes record;
begin
  v_lanes := _claimable_lanes(coalesce(p_queues, array(select queues.name from queues)));
  return (
    select jsonb_build_object('work_waits', _work_waits(v_lanes.open_lanes || v_lanes.trying_lanes, v_lanes.gated_lanes), 'next_due_ms', timing.next_due_ms)
    from _due_times(false) as timing);
exception when others then
  return '{}';
end
$$;
comment on function baton._outlook(text[]) is
  'Whether work waits for executors of these queues (null: of any), and milliseconds until the '
  'next timer: {"work_waits", "next_due_ms"}.';
