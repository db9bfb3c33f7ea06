-- By its id: names may be as long as a key, and come again.
create function baton._end_key(p_batch_id bigint, p_round int) returns text
language sql immutable
set search_path = pg_catalog, baton, pg_temp
as $$ select format('baton:batch %s end %s', p_batch_id, p_round) $$;
comment on function baton._end_key(bigint, int) is
  'The idempotency key of the job that runs when a round of a batch ends.';
