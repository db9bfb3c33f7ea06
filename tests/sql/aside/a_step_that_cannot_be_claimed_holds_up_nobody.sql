-- Wherever a claim writes, and wherever in the queue the bad one stands.
begin;
\ir ../fixtures.psql
\ir poison.psql
set client_min_messages = error;
select plan(25);
select pg_temp.executor() as executor \gset

create function pg_temp.attempt(p_executor bigint, p_table text, p_event text, p_count int, p_bad int[]) returns setof text
language plpgsql
as $$
declare
  v_jobs bigint[] := pg_temp.jobs(p_count);
  v_bad bigint[] := array(select v_jobs[bad] from unnest(p_bad) as bad);
  v_what text := format('%s %s, %s of %s', p_event, p_table, cardinality(p_bad), p_count);
  v_result text;
begin
  perform pg_temp.poison(p_table, p_event, v_bad);
  v_result := pg_temp.claim_as_executors_do(p_executor);
  -- What many bad ones leave is left to the next claim.
  for v_round in 1..30 loop
    exit when split_part(v_result, ' ', 1)::int + cardinality(p_bad) >= p_count;
    v_result := split_part(v_result, ' ', 1)::int + split_part(pg_temp.claim_as_executors_do(p_executor), ' ', 1)::int;
  end loop;
  return next is(split_part(v_result, ' ', 1), (p_count - cardinality(p_bad))::text, v_what || ': all others are claimed');
  return next is(array(select job_id from baton.set_aside where work = 'claim' order by job_id), v_bad, v_what || ': the culprits are set aside');
  return next is(pg_temp.claim_as_executors_do(p_executor), '0', v_what || ': and claims do not fail any more');
  perform pg_temp.cure(p_table);
  perform pg_temp.pass('10 minutes');
  update baton.clock set ticked_at = baton._now();
  perform pg_temp.maintain();
  return next is(pg_temp.aside(), 'nothing', v_what || ': the cause has gone, and nothing is set aside');
  return next is(pg_temp.claim_as_executors_do(p_executor), cardinality(p_bad)::text, v_what || ': they are claimed');
  perform pg_temp.report_all(p_executor);
end $$;
select pg_temp.attempt(:executor, 'running', 'insert', 8, '{1}');
select pg_temp.attempt(:executor, 'jobs', 'update', 8, '{4}');
select pg_temp.attempt(:executor, 'job_events', 'insert', 8, '{8}');
select pg_temp.attempt(:executor, 'ready', 'delete', 8, '{1,2}');
select pg_temp.attempt(:executor, 'running', 'insert', 8, '{1,2,3,4,5,6,7,8}');
select * from finish();
rollback;
