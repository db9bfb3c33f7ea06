-- Called with the columns that name the row, and, where a table also holds what Baton itself writes
-- all the time, with those that are policy. Of a webhook's URL only the server is kept: whoever
-- knows the rest may post there.
create function baton._record_setting() returns trigger
language plpgsql
security definer
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_policy text[] := string_to_array(tg_argv[1], ' ');
  v_row jsonb := case when tg_op = 'DELETE' then to_jsonb(old) else to_jsonb(new) end;
  v_old jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  v_new jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  v_id bigint;
begin
  if tg_op = 'UPDATE' then   -- what is the same in both says nothing
    select jsonb_object_agg(before.key, before.value), jsonb_object_agg(before.key, v_new -> before.key)
    into v_old, v_new
    from jsonb_each(to_jsonb(old)) as before
    where before.value <> v_new -> before.key;
  end if;
  if v_policy is not null then
    select jsonb_object_agg(key, value) filter (where key = any (v_policy)) into v_old from jsonb_each(v_old);
    select jsonb_object_agg(key, value) filter (where key = any (v_policy)) into v_new from jsonb_each(v_new);
  end if;
  if tg_op = 'UPDATE' and v_new is null then
    return null;
  end if;
  if v_old ->> 'webhook_url' is not null then
    v_old := v_old || jsonb_build_object('webhook_url', substring(v_old ->> 'webhook_url', '^[^/]*//[^/?#]*') || '/...');
  end if;
  if v_new ->> 'webhook_url' is not null then
    v_new := v_new || jsonb_build_object('webhook_url', substring(v_new ->> 'webhook_url', '^[^/]*//[^/?#]*') || '/...');
  end if;
  if tg_op = 'UPDATE' and v_old = v_new then   -- another path on the same server
    v_new := v_new || jsonb_build_object('webhook_url', v_new ->> 'webhook_url' || ' (another)');
  end if;

  insert into setting_changes (at, actor, table_name, key, old, new)
  values (_now(), _caller(), tg_table_name,
    (select string_agg(v_row ->> name, ' ' order by place)
     from unnest(string_to_array(tg_argv[0], ' ')) with ordinality as named (name, place)),
    v_old, v_new)
  returning id into v_id;
  delete from setting_changes
  where id in (select id from setting_changes where id <= v_id - 10000 order by id limit 100 for update skip locked);
  return null;
end
$$;
comment on function baton._record_setting() is
  'Trigger: writes a change of what operators edit to setting_changes, without what could be a '
  'secret.';
