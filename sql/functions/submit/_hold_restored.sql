-- Open jobs came whole, as a dump brings them: the database that they come from may be running
-- them, too.
create function baton._hold_restored() returns void
language sql
set search_path = pg_catalog, baton, pg_temp
as $$
  update installation
  set held_because = 'jobs of a dump were restored into it'
  where held_because is null
$$;
comment on function baton._hold_restored() is
  'Puts the database on hold because open jobs were restored.';
