begin;
\ir ../../refusal.psql
select plan(1);

-- PostgreSQL 17 knows infinite intervals, 15 does not: refused in either.
select ok(pg_temp.step_refusal('{"timeout": "infinity"}') like 'BT011: step a: timeout %', 'refused');

select * from finish();
rollback;
