-- For "baton archive export". A month is read once it is over: what is archived by then is all of
-- it.
create function baton.read_archived_month(p_month text, p_after bigint default 0, p_limit int default 200)
returns table (job_id bigint, line text)
language plpgsql
security definer
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_custom_plan   -- of one partition
set jit = off
as $$
declare
  v_month constant date := _archived_month(p_month);
  v_from constant timestamptz := v_month::timestamp at time zone 'UTC';
  v_to constant timestamptz := (v_month + interval '1 month')::timestamp at time zone 'UTC';
begin
  if _now() < v_to then
    raise exception using errcode = 'BT116', message = format('month %s has not ended', p_month),
      hint = 'Export it when it has (UTC): until then jobs may come.';
  end if;
  return query
    select archived.job_id, (jsonb_build_object('archived_at', archived.archived_at) || archived.document)::text
    from archived_jobs as archived
    where archived.archived_at >= v_from and archived.archived_at < v_to and archived.job_id > p_after
    order by archived.job_id
    limit p_limit;
end
$$;
comment on function baton.read_archived_month(text, bigint, int) is
  'Jobs of a month of the archive, one JSON document each, in the order of their ids, those after '
  'p_after first. BT114: not a month. BT115: not there. BT116: it has not ended.';
