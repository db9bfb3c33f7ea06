begin;
\ir ../fixtures.psql
select plan(5);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "top", "command": ["x"]}, {"key": "left", "command": ["x"], "depends_on": ["top"]},
  {"key": "right", "command": ["x"], "depends_on": ["top"]}, {"key": "end", "command": ["x"], "depends_on": ["left", "right"]}]') as job \gset
select is(pg_temp.claim(:executor), 'top', 'top first');
select pg_temp.report(:job, 'top') \g /dev/null
select is(pg_temp.claim(:executor), 'left right', 'then both sides');
select pg_temp.report(:job, 'right') \g /dev/null
select is(pg_temp.claim(:executor), '', 'one side is not enough');
select pg_temp.report(:job, 'left') \g /dev/null
select is(pg_temp.claim(:executor), 'end', 'both are');
select pg_temp.report(:job, 'end') \g /dev/null
select is(pg_temp.job_state(:job), 'completed', 'done');

select * from finish();
rollback;
