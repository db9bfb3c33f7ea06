-- "recovery": what the job type says about recover_orphans: whom to ask first, and whether failed
-- jobs are recovered without being asked for.
create function baton._check_recovery(p_recovery jsonb) returns void
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  perform _check_keys(p_recovery, array['validate', 'failed'], 'recovery');
  if p_recovery ? 'failed' and jsonb_typeof(p_recovery -> 'failed') <> 'boolean' then
    raise exception using errcode = 'BT005', message = 'recovery: failed must be true or false',
      hint = 'true recovers failed jobs of this type every 30 minutes where their error class is recoverable, at most 3 times each.';
  end if;
  if p_recovery ? 'validate' then
    if jsonb_typeof(p_recovery -> 'validate') <> 'string' then
      raise exception using errcode = 'BT015', message = 'recovery: validate must be the name of a function of yours with its schema',
        hint = 'Write "schema.function" in lower case, without arguments.';
    end if;
    perform _check_sql_function(p_recovery ->> 'validate', 'recovery', 'validate', array['boolean', 'jsonb']);
  end if;
end
$$;
comment on function baton._check_recovery(jsonb) is 'Checks the key "recovery" of a definition.';
