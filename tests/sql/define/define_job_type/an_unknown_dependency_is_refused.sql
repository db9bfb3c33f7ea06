begin;
\ir ../../refusal.psql
select plan(3);

select is(pg_temp.step_refusal('{"depends_on": ["nobody"]}'), 'BT008: step a depends on unknown step nobody', 'both are named');
select is(pg_temp.step_refusal('{"depends_on": "b"}'), 'BT005: step a: depends_on must be an array of step keys', 'a string');
select is(pg_temp.step_refusal('{"depends_on": [1]}'), 'BT005: step a: depends_on must be an array of step keys', 'a number');

select * from finish();
rollback;
