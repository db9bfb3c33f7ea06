-- Random graphs, brought into random states by what really happens to jobs, edited at random. The preview must be what
-- the edit then does, whatever the order of the changes; a refused edit changes nothing; every invariant holds after
-- each; the engine itself finds nothing left to do; and the job still comes to its end. One seed decides everything.
begin;
\ir ../../fixtures.psql
\ir random.psql
select plan(4);

select setseed(coalesce(nullif(current_setting('test.seed', true), '')::float8, 0.3)) \g /dev/null
select pg_temp.executor('random', 10000) as executor \gset
select pg_temp.random_edits(:executor, coalesce(nullif(current_setting('test.jobs', true), '')::int, 60)) \g /dev/null
select is_empty('select * from complaints', 'foreseen, done, whole');
select ok((select count(*) > 10 from outcomes where outcome = 'applied'), 'many edits were applied');
select ok((select count(*) > 10 from outcomes where outcome in ('BT057', 'BT058')), 'and many refused');
select ok((select count(*) > 0 from outcomes where outcome = 'nothing to do'), 'and some had nothing to do');

select * from finish();
rollback;
