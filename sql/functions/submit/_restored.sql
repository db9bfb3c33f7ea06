-- Whether the rows of this statement are a restored dump's (counted by _is_restored), which already
-- has their steps. Some of those counted may have met a conflict, so that fewer arrive.
create or replace function baton._restored(p_rows bigint, p_has_new boolean) returns boolean
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_restored text := current_setting('baton.restored_rows', true);
begin
  -- Anybody can set the setting; only the owner's word counts, and nobody else's is even read.
  if coalesce(v_restored, '') = '' or not pg_has_role(baton._caller_role(), 'baton_owner', 'member') then
    return false;
  end if;
  perform set_config('baton.restored_rows', '', true);
  if v_restored::bigint < p_rows or v_restored::bigint > p_rows and p_has_new then
    raise exception using errcode = 'BT026', message = 'one statement restores jobs and adds new ones',
      hint = 'Restore and insert in statements of their own.';
  end if;
  return true;
end
$$;
