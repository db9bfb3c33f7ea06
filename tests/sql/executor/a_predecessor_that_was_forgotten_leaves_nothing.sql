begin;
\ir ../fixtures.psql
select plan(1);
select pg_temp.executor() as executor \gset
select is(baton.release_predecessor(:executor, -1, '{}'), '{"recovered": 0, "failed": 0, "left": 0, "missing": []}', 'it ended a week ago, and its row is pruned');
select * from finish();
rollback;
