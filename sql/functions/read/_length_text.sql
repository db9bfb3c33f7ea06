create function baton._length_text(p_length interval)
returns text
language sql
immutable
set search_path = pg_catalog, baton, pg_temp
as $$
  select case
    when seconds < 1 then 'less than a second'
    when seconds < 60 then seconds || ' s'
    when seconds < 3600 then seconds / 60 || ' min' || case when seconds % 60 > 0 then ' ' || seconds % 60 || ' s' else '' end
    when seconds < 86400 then seconds / 3600 || ' h' || case when seconds / 60 % 60 > 0 then ' ' || seconds / 60 % 60 || ' min' else '' end
    else seconds / 86400 || ' d' || case when seconds / 3600 % 24 > 0 then ' ' || seconds / 3600 % 24 || ' h' else '' end
  end
  from (select floor(extract(epoch from p_length))::bigint as seconds) as rounded
$$;
comment on function baton._length_text(interval) is
  'A length of time for people, in its two largest units: 3 min 5 s.';
