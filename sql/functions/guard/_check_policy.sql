-- Before a row that operators edit is stored: what is missing, and names of job types and classes
-- that nothing has. PostgreSQL's own words for the first name no fix, and the second was found out
-- by nobody. While no job type is defined at all, any may be named: a dump is restored, or an
-- installation set up.
create function baton._check_policy() returns trigger
language plpgsql
security definer
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_row jsonb := to_jsonb(new);
  v_changed jsonb := v_row;   -- without what the row had before
  v_column name;
  v_number int;
  v_code text;
begin
  select attribute.attname, attribute.attnum into v_column, v_number
  from pg_attribute as attribute
  where attribute.attrelid = tg_relid and attribute.attnum > 0 and not attribute.attisdropped
    and attribute.attnotnull and attribute.attidentity = '' and v_row ->> attribute.attname is null
  order by attribute.attnum
  limit 1;
  if found then
    raise exception using errcode = 'BT160',
      message = format('%s.%s is missing', tg_table_name, v_column),
      hint = coalesce(col_description(tg_relid, v_number), 'Give it a value; it must not be null.');
  end if;

  if tg_op = 'UPDATE' then
    select jsonb_object_agg(key, value) into v_changed
    from jsonb_each(v_row)
    where value <> to_jsonb(old) -> key;
  end if;

  if v_changed ->> 'job_type' is not null and exists (select from job_types)
     and not exists (select from job_types where job_types.name = v_row ->> 'job_type') then
    raise exception using errcode = 'BT020',
      message = format('%s: there is no job type %s', tg_table_name, quote_ident(left(v_row ->> 'job_type', 100))),
      hint = 'Define it first: define_job_type() or "baton apply". Without a job type the row is for all.';
  end if;

  -- What a new breaker gets may have been taken out of error_classes.
  if tg_table_name = 'circuit_breakers'
     and v_changed -> 'error_codes' <> '["NETWORK", "API_5XX", "TIMEOUT"]' then
    select code into v_code
    from jsonb_array_elements_text(v_row -> 'error_codes') as code
    where not _is_error_code(code)
    limit 1;
  elsif tg_table_name = 'notifications' and not _is_error_code(v_changed ->> 'error_code') then
    v_code := v_row ->> 'error_code';
  end if;
  if tg_table_name = 'notifications' and v_changed ->> 'circuit_breaker' is not null
     and exists (select from circuit_breakers)
     and not exists (select from circuit_breakers where name = v_row ->> 'circuit_breaker') then
    raise exception using errcode = 'BT080',
      message = format('notifications: there is no circuit breaker %s',
        quote_ident(left(v_row ->> 'circuit_breaker', 100))),
      hint = 'Define a step that names it first. Breakers: '
        || (select string_agg(name, ', ' order by name) from circuit_breakers) || '.';
  end if;
  if v_code is not null then
    raise exception using errcode = 'BT161',
      message = format('%s: there is no error class %s', tg_table_name, quote_ident(left(v_code, 100))),
      hint = coalesce('Classes: ' || (
          select string_agg(distinct class.code, ', ' order by class.code) from error_classes as class) || '.',
        'There are none: insert rows into baton.error_classes.');
  end if;
  if tg_table_name = 'retention_policies' and v_row ->> 'job_type' is not null
     and (v_changed ? 'job_type' or v_changed ? 'keep_last') and (v_row ->> 'keep_last')::int = 0 then
    select id into v_number
    from retention_policies
    where enabled and job_type is null and keep_last > 0
      and (v_row ->> 'status' is null or status is null or status = v_row ->> 'status')
    order by id
    limit 1;
    if found then
      raise warning 'retention_policies: keep_last of policy % keeps no job of type % any more',
        v_number, quote_ident(v_row ->> 'job_type')
        using hint = 'Rows of a job type stand in place of those for all. To keep the newest, set keep_last in this row.';
    end if;
  end if;
  return new;
end
$$;
comment on function baton._check_policy() is
  'Refuses a row of a policy that lacks a value (BT160) or names a job type (BT020), breaker '
  '(BT080) or class (BT161) that is none.';
