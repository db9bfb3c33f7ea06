begin;
\ir ../fixtures.psql
select plan(3);
select pg_temp.executor() as executor \gset
select tick as before from baton.clock \gset
create or replace function baton._claimable_lanes(p_queues text[], out open_lanes int[], out ranks int[], out gated_lanes int[],
  out trying_lanes int[]) returns record
language plpgsql
as $$ begin raise 'no lanes today'; end $$;
select is(baton._outlook(), '{}', 'what could not be found out is left out');
select pg_temp.pass(tick_interval) from baton.settings \g /dev/null
select ok((baton.maintain() -> 'ticked')::boolean, 'the tick is turned');
select is((select tick from baton.clock), :before + 1::bigint, 'and counted');

select * from finish();
rollback;
