-- What a bulk edit asks for, in the order of the steps. Malformed requests are refused here;
-- whether a change is possible is for _edit_errors to say.
create function baton._requested_edits(p_job_id bigint, p_changes jsonb) returns baton.step_edit[]
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_change jsonb;
  v_edit step_edit;
  v_edits step_edit[] := '{}';
  v_wrong text;
begin
  if p_changes is null or jsonb_typeof(p_changes) <> 'array' or p_changes = '[]'
     or exists (select from jsonb_array_elements(p_changes) as change where jsonb_typeof(change) <> 'object') then
    raise exception using errcode = 'BT061', message = 'changes must be an array of objects that is not empty',
      hint = 'Write [{"step": "a", "status": "completed", "outputs": {}}, {"step": "b", "status": "pending"}].';
  end if;
  for v_change in select change from jsonb_array_elements(p_changes) as change loop
    select min(key) into v_wrong
    from jsonb_object_keys(v_change) as key
    where key not in ('step', 'status', 'outputs', 'keep_checkpoint');
    if v_wrong is not null then
      raise exception using errcode = 'BT061', message = format('changes: unknown key "%s"', left(v_wrong, 100)),
        hint = 'The keys of a change are step, status, outputs and keep_checkpoint.';
    end if;

    if v_change ? 'keep_checkpoint' and (jsonb_typeof(v_change -> 'keep_checkpoint') <> 'boolean' or v_change ->> 'status' is distinct from 'pending') then
      raise exception using errcode = 'BT061',
        message = format('step %s: keep_checkpoint is true or false, for a step that is reset', v_change ->> 'step'),
        hint = 'Leave it out: only a reset forgets a checkpoint.';
    end if;

    v_edit.n := _require_step(p_job_id, v_change ->> 'step');
    v_edit.status := v_change ->> 'status';
    v_edit.outputs := nullif(v_change -> 'outputs', 'null');
    v_edit.keep_checkpoint := v_change -> 'keep_checkpoint' = 'true';
    if v_edit.status is null or v_edit.status not in ('completed', 'failed', 'skipped', 'pending') then
      raise exception using errcode = 'BT060',
        message = format('step %s: status is none of completed, failed, skipped, pending', v_change ->> 'step'),
        hint = 'pending resets the step; the other statuses come about by themselves.';
    end if;
    if jsonb_typeof(v_edit.outputs) <> 'object' then
      raise exception using errcode = 'BT052', message = format('the outputs of step "%s" are not a JSON object', v_change ->> 'step'),
        hint = 'Pass an object, such as {"approved": true}, or null.';
    end if;
    if v_edit.outputs is not null and v_edit.status <> 'completed' then
      raise exception using errcode = 'BT061',
        message = format('step %s: only a step that is marked completed has outputs', v_change ->> 'step'),
        hint = 'Leave the outputs out, or mark the step completed.';
    end if;
    v_edits := v_edits || v_edit;
  end loop;
  select min(change ->> 'step') into v_wrong
  from (select change from jsonb_array_elements(p_changes) as change) as listed
  group by change ->> 'step'
  having count(*) > 1
  limit 1;
  if v_wrong is not null then
    raise exception using errcode = 'BT061', message = format('changes name step %s more than once', v_wrong),
      hint = 'Name each step once; the order of the changes does not matter.';
  end if;
  return array(select listed::step_edit from unnest(v_edits) as listed order by listed.n);
end
$$;
comment on function baton._requested_edits(bigint, jsonb) is
  'The changes of a bulk edit as rows. BT052, BT060, BT061, BT071: what is wrong with them.';
