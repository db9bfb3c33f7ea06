-- Who found something comes again by himself in a moment, and need not be rung for: NOTIFY's lock serialises commits.
begin;
\ir ../fixtures.psql
select plan(6);
select pg_temp.executor() as executor \gset
prepare idle as select is((select idle from executors where id = :executor), $1, $2);
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as job \gset
select is(pg_temp.claim(:executor), 'a', 'less than was wanted');
execute idle(false, 'so it looks again by itself');
select is(pg_temp.claim(:executor), '', 'nothing');
execute idle(true, 'now it waits for the doorbell');
select pg_temp.job('[{"key": "b", "command": ["x"]}]') as job \gset
select is(pg_temp.claim(:executor, 1), 'b', 'all that was wanted');
execute idle(false, 'it is full');

select * from finish();
rollback;
