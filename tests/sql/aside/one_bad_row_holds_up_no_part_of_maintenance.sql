-- For each part: one row that raises, wherever the part writes; the others are dealt with in the same calls, the bad one is
-- set aside, and once the cause has gone it is dealt with too.
begin;
\ir ../fixtures.psql
\ir poison.psql
set client_min_messages = error;
select plan(27);
-- p_undone counts what the part has not dealt with.
create function pg_temp.part(p_name text, p_table text, p_event text, p_bad bigint[], p_undone text) returns setof text
language plpgsql
as $$
declare
  v_undone int;
begin
  perform pg_temp.poison(p_table, p_event, p_bad);
  perform pg_temp.tick_and_maintain();
  execute p_undone into v_undone;
  return next is(v_undone, 1, format('%s: all are dealt with but the bad one', p_name));
  return next is((select count(*)::int from baton.set_aside where tries > 0), 1, format('%s: it is set aside', p_name));
  perform pg_temp.cure(p_table);
  perform pg_temp.pass('11 seconds');
  perform pg_temp.tick_and_maintain();
  execute p_undone into v_undone;
  return next is(format('%s undone, %s', v_undone, pg_temp.aside()), '0 undone, nothing',
    format('%s: the cause has gone, and it is dealt with too', p_name));
end $$;

-- Lost attempts.
select pg_temp.executor('lost') as lost \gset
select pg_temp.jobs(9) as jobs \gset
select pg_temp.claim(:lost) \g /dev/null
select pg_temp.part('lost attempts', 'attempt_rows', 'insert', (:'jobs'::bigint[])[5:5], 'select count(*) from baton.running');

-- Leases.
select pg_temp.executor('first') as first \gset
select pg_temp.executor('second') as second \gset
select pg_temp.part('leases', 'executors', 'update', array[:first], $$select count(*) from baton.executors where status = 'active'$$);

-- Deadlines.
insert into baton.jobs (steps, deadline) select '[{"key": "a", "command": ["x"]}]', baton._now() + interval '1 second' from generate_series(1, 9);
select pg_temp.pass('2 seconds') \g /dev/null
select pg_temp.part('deadlines', 'jobs', 'update', array[min(id)], $$select count(*) from baton.timers where kind = 'deadline'$$)
from baton.jobs where deadline is not null;

-- Times to start.
insert into baton.jobs (steps, run_at) select '[{"key": "a", "command": ["x"]}]', baton._now() + interval '1 second' from generate_series(1, 9);
select pg_temp.pass('2 seconds') \g /dev/null
select pg_temp.part('times to start', 'ready', 'insert', array[max(id)], $$select count(*) from baton.timers where kind = 'run_at'$$)
from baton.jobs where run_at is not null;

-- Retries, in the table of timers itself.
select pg_temp.executor('retrying') as retrying \gset
select pg_temp.claim(:retrying) \g /dev/null
select pg_temp.stumble(job_id, 'a') from baton.running \g /dev/null
select pg_temp.pass('1 hour') \g /dev/null
select pg_temp.part('retries', 'timers', 'delete', array[max(job_id)], $$select count(*) from baton.timers where kind = 'retry'$$)
from baton.timers where kind = 'retry';

-- The wall clock goes back.
select pg_temp.executor('again') as again \gset
select pg_temp.claim(:again) \g /dev/null
select pg_temp.stumble(job_id, 'a') from baton.running \g /dev/null
select pg_temp.pass('-2 hours') \g /dev/null
select pg_temp.part('waits', 'timers', 'update', array[min(job_id)], $$select count(*) from baton.timers where set_at > baton._now()$$)
from baton.timers where kind = 'retry';

-- Executors that ended long ago.
select pg_temp.executor('old') as old \gset
select pg_temp.executor('older') as older \gset
update baton.executors set status = 'gone', ended_at = baton._now() - interval '8 days' where id in (:old, :older);
select pg_temp.part('old executors', 'executors', 'delete', array[:old],
  $$select count(*) from baton.executors where ended_at < baton._now() - interval '7 days'$$);

-- Breakers.
insert into baton.circuit_breakers (name) values ('left'), ('right');
select baton.open_breaker(name, 'test') from baton.circuit_breakers \g /dev/null
update baton.circuit_breakers set probe_due_at = baton._now();
delete from baton.timers where kind = 'breaker';
insert into baton.timers (due_at, job_id, n, kind, set_at) select baton._now(), 0, id, 'breaker', baton._now() from baton.circuit_breakers;
select pg_temp.part('breakers', 'circuit_breakers', 'update', array[min(id)], $$select count(*) from baton.circuit_breakers where state = 'open'$$)
from baton.circuit_breakers;

-- Counts, which have no key: the culprit is told by its place.
insert into baton.attempt_counts (successes) select array[interval '1 second'] from generate_series(1, 150);
insert into baton.attempt_counts (others) values (array[row('poison', '', false, false, 'completed', '1 second')::baton.attempt_end]);
create function pg_temp.refuse_poison() returns trigger language plpgsql as $$
begin
  if new.outcome = 'poison' then raise exception 'poison'; end if;
  return new;
end $$;
create trigger poisoned_totals before insert on baton.attempt_totals for each row execute function pg_temp.refuse_poison();
select pg_temp.tick_and_maintain() \g /dev/null
select is((select count(*)::int from baton.attempt_counts), 1, 'counts: all are added but the bad one');
select is((select count(*)::int from baton.set_aside where work = 'count'), 1, 'counts: it is set aside');
drop trigger poisoned_totals on baton.attempt_totals;
select pg_temp.pass('11 seconds') \g /dev/null
select pg_temp.tick_and_maintain() \g /dev/null
select is((select count(*) from baton.attempt_counts) || ' ' || pg_temp.aside(), '0 nothing', 'counts: the cause has gone, and it is added too');
select * from finish();
rollback;
