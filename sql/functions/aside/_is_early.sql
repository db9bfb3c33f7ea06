-- Executors send a report again when they like; all other work is tried when it is due. Not where
-- the wall clock went back: then what was set aside is tried at once.
create function baton._is_early(p_aside baton.set_aside, p_now timestamptz) returns boolean
language sql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
  select p_aside.work = 'report' and p_aside.tries > 0
    and p_aside.tried_at <= p_now and p_aside.next_try_at > p_now
$$;
comment on function baton._is_early(baton.set_aside, timestamptz) is
  'Whether a report has failed again before its next try was due.';
