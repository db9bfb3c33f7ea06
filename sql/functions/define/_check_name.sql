-- The name of something that is made when it is first named: a queue, a breaker or a limit.
create or replace function baton._check_name(p_object jsonb, p_key text, p_where text) returns void
language plpgsql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  if p_object ? p_key
     and (jsonb_typeof(p_object -> p_key) <> 'string'
          or p_object ->> p_key !~ '^[A-Za-z][A-Za-z0-9_.-]{0,62}$') then
    raise exception using errcode = 'BT005',
      message = format('%s: %s must be a name of up to 63 letters, digits, "_", "." and "-"', p_where, p_key),
      hint = format('A name begins with a letter, such as "%s".', case p_key when 'queue' then 'reports' when 'limit' then 'browser' else 'payment-api' end);
  end if;
end
$$;
