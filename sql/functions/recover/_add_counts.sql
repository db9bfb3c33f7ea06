create function baton._add_counts(p_left jsonb, p_right jsonb) returns jsonb
language sql immutable
as $$
  select p_left || jsonb_build_object(
    'recovered', (p_left ->> 'recovered')::int + coalesce((p_right ->> 'recovered')::int, 0),
    'failed', (p_left ->> 'failed')::int + coalesce((p_right ->> 'failed')::int, 0),
    'skipped', (p_left ->> 'skipped')::int + coalesce((p_right ->> 'skipped')::int, 0),
    'errors', (p_left -> 'errors') || coalesce(p_right -> 'errors', '[]'))
$$;
comment on function baton._add_counts(jsonb, jsonb) is 'Adds the counts of one recovery to those of another.';
