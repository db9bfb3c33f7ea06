-- One part of baton.metrics, with the rights of whoever asks. A part that raises is a sample that
-- says so and takes no other along: most of all where something is wrong, the others are needed.
create function baton._metrics_of(
  p_part text, out family text, out suffix text, out labels jsonb, out value float8
)
returns setof record
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
declare
  v_failed int := 0;
begin
  begin
    return query execute format(
      'select part.family, %s, part.labels, part.value from baton.%I() as part',
      case p_part when 'attempts' then 'part.suffix' else 'null' end, '_metrics_of_' || p_part);
  exception
    when others then
      v_failed := 1;
  end;
  return query
    select 'baton_metrics_failed', null, jsonb_build_object('part', p_part), v_failed::float8;
end
$$;
comment on function baton._metrics_of(text) is
  'The samples of one part of baton.metrics, and one that says whether the part could be made.';
