-- Keys that begin with baton: are those of jobs that Baton submits by itself (a batch's end, a
-- schedule's slot), which it writes after the INSERT: an application that had one of them could
-- keep such a job from coming.
create or replace function baton._check_key(p_key text) returns void
language plpgsql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  if starts_with(p_key, 'baton:') then
    raise exception using errcode = 'BT027', message = 'idempotency_key must not begin with "baton:"',
      hint = 'Such keys are for jobs that Baton submits by itself, at the end of a batch or for a slot of a schedule.';
  end if;
end
$$;
