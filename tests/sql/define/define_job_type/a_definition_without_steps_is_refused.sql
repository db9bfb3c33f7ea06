begin;
\ir ../../refusal.psql
select plan(5);

select is(pg_temp.definition_refusal('[]'), 'BT006: the definition has no steps', 'an empty array');
select is(pg_temp.definition_refusal('{}'), 'BT006: the definition has no steps', 'not an array');
select is(pg_temp.refusal($$select baton.define_job_type('{"job_type": "t"}')$$),
  'BT006: the definition has no steps', 'no key "steps"');
select is(pg_temp.refusal($$select baton.define_job_type('[1]')$$),
  'BT005: the definition must be a JSON object', 'not an object');
select is(pg_temp.refusal($$select baton.define_job_type(null)$$),
  'BT005: the definition must be a JSON object', 'null');

select * from finish();
rollback;
