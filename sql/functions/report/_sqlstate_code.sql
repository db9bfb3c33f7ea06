create function baton._sqlstate_code(p_sqlstate text) returns text
language sql immutable
as $$
  select case
    when p_sqlstate is null then null
    when p_sqlstate = '57014' then 'TIMEOUT'
    when p_sqlstate ~ '^(08|40|53|55006|55P03|57P)' then 'DB_TRANSIENT'
    when p_sqlstate = '23505' then 'UNIQUE_VIOLATION'
    when p_sqlstate = '23503' then 'FK_VIOLATION'
    when p_sqlstate ~ '^(22|23)' then 'VALIDATION'
    when p_sqlstate = '42501' then 'PERM_DENIED'
    when p_sqlstate ~ '^28' then 'AUTH_FAILED'
    when p_sqlstate ~ '^(42|3F|BT)' then 'CONFIGURATION'
    else p_sqlstate
  end
$$;
comment on function baton._sqlstate_code(text) is
  'The reported code that a SQLSTATE of a SQL step stands for.';
