begin;
\ir ../../refusal.psql
select plan(1);

select is(pg_temp.step_refusal('{"depends_on": ["a"]}'), 'BT009: step a depends on itself', 'the step is named');

select * from finish();
rollback;
