-- A step that is to run alone is taken by nobody.
-- in sql/functions/claim/_take_alone.sql, instead of
  if not found then
    return;
  end if;
-- write
  return;
