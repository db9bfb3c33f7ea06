begin;
\ir ../../refusal.psql
select plan(4);

select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
select is(pg_temp.refusal('update baton.definitions set version = 7'), 'BT002: rows of baton.definitions never change', 'an update');
select is(pg_temp.refusal('delete from baton.definitions'), 'BT002: rows of baton.definitions never change', 'a removal');
select is(pg_temp.refusal('update baton.definition_steps set lane = 7'),
  'BT002: rows of baton.definition_steps never change', 'an update of a step');
select is(pg_temp.refusal('delete from baton.definition_steps'),
  'BT002: rows of baton.definition_steps never change', 'a removal of a step');

select * from finish();
rollback;
