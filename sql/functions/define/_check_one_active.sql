-- "one_active_per": "subject", and what a later job does.
create function baton._check_one_active(p_definition jsonb) returns void
language plpgsql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  perform baton._check_choice(p_definition, 'one_active_per', '{subject}', 'the definition'),
          baton._check_choice(p_definition, 'on_active', '{wait,reject}', 'the definition');
  if p_definition ? 'on_active' and not p_definition ? 'one_active_per' then
    raise exception using errcode = 'BT005', message = 'the definition: on_active has no meaning without one_active_per',
      hint = 'Add "one_active_per": "subject", or remove "on_active".';
  end if;
end
$$;
