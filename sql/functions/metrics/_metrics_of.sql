-- What is most needed where something is wrong must not be gone because of it: each part by itself,
-- and one that raises leaves a sample that says so.
create function baton._metrics_of(p_part text, out family text, out suffix text, out labels jsonb, out value float8)
returns setof record
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
begin
  return query execute format('select family, %s, labels, value from baton.%I()',
    case p_part when 'attempts' then 'suffix' else 'null::text' end, '_metrics_of_' || p_part);
  return query select 'baton_metrics_failed', null::text, jsonb_build_object('part', p_part), 0::float8;
exception
  when others then
    return query select 'baton_metrics_failed', null::text, jsonb_build_object('part', p_part), 1::float8;
end
$$;
comment on function baton._metrics_of(text) is
  'The samples of one part of baton.metrics, and whether the part can be read.';
