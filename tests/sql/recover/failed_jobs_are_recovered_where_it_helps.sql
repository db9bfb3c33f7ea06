begin;
\ir ../fixtures.psql
select plan(12);
delete from baton.recovery_totals;
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"], "max_attempts": 1}]') as timed_out \gset
select pg_temp.job('[{"key": "b", "command": ["x"]}]') as invalid \gset
select is(pg_temp.claim(:executor), 'a b', 'two jobs run');
select is(pg_temp.stumble(:timed_out, 'a'), 'recorded', 'one fails with a recoverable class');
select is(pg_temp.fail(:invalid, 'b'), 'recorded', 'one fails with a class that is not');
select is(baton.recover_orphans('failed') ->> 'recovered', '1', 'one is recovered');
select is(pg_temp.job_state(:timed_out) || '; ' || pg_temp.job_state(:invalid), 'in_progress; failed (step_failed)', 'the recoverable one');
select is(baton._recover_job(:timed_out, 'failed', false), '{"outcome": "skipped"}', 'a sweep that comes late leaves alone what goes on already');
create function pg_temp.again(p_executor bigint, p_job bigint) returns text language plpgsql as $$
begin
  perform pg_temp.claim(p_executor);
  perform pg_temp.stumble(p_job, 'a');
  return baton.recover_orphans('failed') ->> 'recovered';
end $$;
select is(pg_temp.again(:executor, :timed_out), '1', 'a second time');
select is(pg_temp.again(:executor, :timed_out), '1', 'a third time');
select is(pg_temp.again(:executor, :timed_out), '0', 'and no more');
select is((select max(attempt) || ' ' || max(generation) from attempts where job_id = :timed_out), '4 4', 'each recovery is a new generation, and every start has a row');
create function pg_temp.counted() returns text language sql as $$
  select string_agg(format('%s %s %s', labels ->> 'kind', labels ->> 'outcome', value), ', ' order by labels::text collate "C")
  from baton.metrics where name = 'baton_job_recoveries_total' and value > 0
$$;
select is(pg_temp.counted(), 'failed recovered 3', 'the metrics count each');
select is(baton.recover_orphans('comprehensive', 50, true) ->> 'dry_run' || '; ' || pg_temp.counted(), 'true; failed recovered 3', 'and no dry run');

select * from finish();
rollback;
