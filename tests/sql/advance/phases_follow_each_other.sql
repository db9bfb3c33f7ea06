begin;
\ir ../fixtures.psql
select plan(4);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "phase": "1", "command": ["x"]}, {"key": "b", "phase": "1", "command": ["x"]},
  {"key": "c", "phase": "2", "command": ["x"]}, {"key": "d", "phase": "2", "command": ["x"], "depends_on": ["a"]}]') as job \gset
select is(pg_temp.claim(:executor), 'a b', 'phase 1');
select pg_temp.report(:job, 'a') \g /dev/null
select is(pg_temp.claim(:executor), 'd', 'depends_on replaces the phase''s dependencies');
select pg_temp.report(:job, 'b') \g /dev/null
select is(pg_temp.claim(:executor), 'c', 'the next phase after all of the phase before');
select is(pg_temp.report(:job, 'c') || pg_temp.report(:job, 'd') , 'recordedrecorded', 'all end');

select * from finish();
rollback;
