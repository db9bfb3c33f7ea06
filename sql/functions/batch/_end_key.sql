create function baton._end_key(p_name text, p_round int) returns text
language sql immutable
set search_path = pg_catalog, baton, pg_temp
as $$ select format('batch %s end %s', left(p_name, 900), p_round) $$;
comment on function baton._end_key(text, int) is 'The idempotency key of the job that runs when a round of a batch ends.';
