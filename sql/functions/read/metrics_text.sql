-- With the caller's rights, as the view has them. In plpgsql, as the view's functions are, because
-- a session that asks again keeps their plans: making them takes four times as long as running
-- them.
create function baton.metrics_text() returns text
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
set jit = off
set extra_float_digits = 1
as $$
begin
  return (
    with sample as materialized (
      select *, row_number() over () as place   -- in the order of the view
      from metrics
    ), headed as (
      select place, lag(family) over (order by place) is distinct from family as is_first,
        family, type, replace(replace(help, E'\\', E'\\\\'), E'\n', E'\\n') as help, name, value,
        (select '{' || string_agg(format('%s="%s"', label.key, replace(replace(replace(label.value, E'\\', E'\\\\'), '"', E'\\"'), E'\n', E'\\n')), ',' order by label.key) || '}'
         from jsonb_each_text(labels) as label) as labels
      from sample
    )
    select string_agg(
      case when is_first then format(E'# HELP %s %s\n# TYPE %s %s\n', family, help, family, type) else '' end
        || name || coalesce(labels, '') || ' ' || value || E'\n', '' order by place)
    from headed
  );
end
$$;
comment on function baton.metrics_text() is
  'All of baton.metrics in the text format of Prometheus, as it is served, or written to a file '
  'that node_exporter collects.';
