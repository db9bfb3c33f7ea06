-- An answer of 0 would make every idle executor ask again at once, for ever.
begin;
\ir ../fixtures.psql
select plan(3);
select pg_temp.executor() as executor \gset
select is((select row(token, next_due_ms)::text from baton.claim_steps(:executor, nextval('call_numbers'), 1)), row(null::uuid, null::bigint)::text,
  'nothing waits, nothing becomes due');
insert into baton.jobs (run_at, deadline, steps) values
  (null, baton._now() + interval '1 minute', '[{"key": "a", "command": ["x"], "queue": "default"}]');
select is(pg_temp.claim(:executor), 'a', 'a job with a deadline');
select is((select next_due_ms from baton.claim_steps(:executor, 2000, 1)), null, 'its deadline is nothing to come back for');

select * from finish();
rollback;
