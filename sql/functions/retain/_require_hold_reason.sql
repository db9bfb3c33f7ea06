create function baton._require_hold_reason(p_reason text) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  perform _check_reason(p_reason);
  if coalesce(btrim(p_reason), '') = '' then
    raise exception using errcode = 'BT111', message = 'a hold needs a reason',
      hint = 'Say why it must stay; whoever finds it years later wants to know whether it still must.';
  end if;
end
$$;
comment on function baton._require_hold_reason(text) is 'Raises BT111 where no reason is given.';
