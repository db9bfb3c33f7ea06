-- One part of baton.health, with the rights of whoever asks. A part that raises says so in a row of
-- its own and takes no other along: most of all where something is wrong, the others are needed.
create function baton._health_of(
  p_part text, out name text, out status text, out message text, out fix text
)
returns setof record
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
begin
  return query execute format('select * from baton.%I()', '_health_of_' || p_part);
exception
  when others then
    return query select 'check of ' || p_part, 'problem',
      format('It cannot be made: %s (SQLSTATE %s).', rtrim(sqlerrm, '.'), sqlstate),
      format('Correct what it names; select * from baton._health_of_%s(); says where it failed.', p_part);
end
$$;
comment on function baton._health_of(text) is
  'The rows of one part of baton.health, or one that says why the part cannot be checked.';
