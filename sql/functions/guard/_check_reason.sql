-- A reason is kept with every job that it is about: one of a megabyte would be kept a hundred
-- thousand times for a batch.
create function baton._check_reason(p_reason text) returns void
language plpgsql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  if octet_length(p_reason) > 4000 then
    raise exception using errcode = 'BT062', message = 'the reason is longer than 4000 bytes', hint = 'Write a sentence, and where to find more.';
  end if;
end
$$;
comment on function baton._check_reason(text) is 'BT062 when a reason is too long.';
