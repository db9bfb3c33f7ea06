create function baton._require_batch(p_name text, p_organisation_id text) returns baton.batches
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_batch batches;
begin
  select * into v_batch from batches where name = p_name and organisation_id is not distinct from p_organisation_id;
  if not found then
    raise exception using errcode = 'BT120',
      message = format('there is no batch %s%s', coalesce(quote_ident(left(p_name, 100)), 'null'), coalesce(' of organisation ' || quote_ident(left(p_organisation_id, 100)), '')),
      hint = 'select name, organisation_id from baton.batches order by id desc limit 20 lists the latest; a batch of an organisation is named with it.';
  end if;
  return v_batch;
end
$$;
comment on function baton._require_batch(text, text) is
  'A batch by name; BT120 when there is none.';
