begin;
\ir ../fixtures.psql
\ir ../refusal.psql
select plan(30);

select baton.define_job_type('{"job_type": "t", "required_parameters": ["a"], "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
create function pg_temp.create_refusal(p_arguments text) returns text language sql as $$ select pg_temp.refusal('select baton.create_batch(' || p_arguments || ')') $$;

select is(pg_temp.create_refusal($$null, '[{"a": 1}]', 't'$$), 'BT122: a batch needs a name of up to 1000 bytes', 'no name');
select is(pg_temp.create_refusal($$repeat('x', 1001), '[{"a": 1}]', 't'$$), 'BT122: a batch needs a name of up to 1000 bytes', 'a name that is too long');
select is(pg_temp.create_refusal(format('''b'', %L, ''t''', jobs)), 'BT122: the jobs of a batch must be an array of objects that is not empty', jobs)
from unnest('{"[]","{}","[1]",null}'::text[]) as jobs;
select is(pg_temp.create_refusal($$'b', '[{"a": "hush"}]'$$), 'BT122: job 1 of the batch has the unknown key "a"', 'parameters without the job type');
select is(pg_temp.create_refusal($$'b', '[{"job_type": "t"}, {"job_type": "t"}, {"job_type": "t", "params": {"a": "hush"}}]'$$), 'BT122: job 3 of the batch has the unknown key "params"', 'which of many');
select is(pg_temp.create_refusal($$'b', '[{"job_type": "t"}]'$$), 'BT025: job 1 of the batch: required parameter a is missing', 'as an INSERT refuses it');
select is(pg_temp.create_refusal($$'b', '[{"a": 1}]', 'u'$$), 'BT020: job 1 of the batch: there is no job type u', 'job type');
select is(pg_temp.create_refusal($$'b', '[{"job_type": "t", "parameters": {"a": 1}, "run_at": "soon"}]'$$),
  'BT122: job 1 of the batch: run_at is none', 'a time that is none');
select is(pg_temp.create_refusal($$'b', '[{"job_type": "t", "parameters": {"a": 1}, "priority": 1.5}]'$$),
  'BT122: job 1 of the batch: priority is none', 'a priority that is none');
create function pg_temp.third(p_columns jsonb) returns text language sql as $$
  select pg_temp.create_refusal(format($f$'b', %L$f$, jsonb_build_array(job, job, job || p_columns)))
  from (select '{"job_type": "t", "parameters": {"a": 1}}'::jsonb as job) as given
$$;
select is(pg_temp.third('{"deadline": "2020-01-01"}'), 'BT027: job 3 of the batch: deadline must be later than now and than run_at', 'which of three');
select is(pg_temp.third('{"auto_start": "soon"}'), 'BT122: job 3 of the batch: auto_start is none', 'auto_start');
select is(pg_temp.third('{"deadline": "soon"}'), 'BT122: job 3 of the batch: deadline is none', 'deadline');
select is(pg_temp.third('{"priority": 99999999999}'), 'BT122: job 3 of the batch: priority is none', 'a priority that is no int');
select is(pg_temp.third('{"job_type": "gone"}'), 'BT020: job 3 of the batch: there is no job type gone', 'job type');
select is(pg_temp.third('{"steps": [{"key": "a"}]}') ~ 'BT0.*: job 3 of the batch: ', true, 'steps');
delete from baton.jobs;
delete from baton.batches;
insert into baton.jobs (job_type, parameters, idempotency_key) values ('t', '{"a": 1}', 'taken');
select is(pg_temp.third('{"idempotency_key": "taken"}'), 'BT123: job 3 of the batch: its idempotency key is taken', 'a key that another job has');
select is(pg_temp.create_refusal($$'b', '[{"job_type": "t", "parameters": {"a": 1}, "idempotency_key": "k"}, {"job_type": "t", "parameters": {"a": 1}, "idempotency_key": "k"}]'$$),
  'BT123: job 2 of the batch: its idempotency key is taken', 'a key that another job of the batch has');
select is(pg_temp.create_refusal(format($$'b', '[{"a": 1}]', 't', %L$$, on_end)), 'BT122: on_end must be an object with job_type and, if any, parameters', on_end)
from unnest(array['[]', '{}', '{"job_type": "t", "x": 1}', '{"job_type": "t", "parameters": 1}']) as on_end;
select is(pg_temp.create_refusal($$'b', '[{"a": 1}]', 't', '{"job_type": "u"}'$$), 'BT020: there is no job type u', 'a job for the end that is none');
select is(pg_temp.create_refusal($$'b', '[{"a": 1}]', 't', '{"job_type": "t"}'$$), 'BT025: required parameter a is missing', 'and one that lacks a parameter');
select is((select count(*) from baton.batches), 0::bigint, 'nothing was kept of all that');

select baton.create_batch('b', '[{"a": 1}]', 't') \g /dev/null
select is(pg_temp.create_refusal($$'b', '[{"a": 1}]', 't'$$), 'BT121: there is a batch b already', 'a name that is taken');
select is(pg_temp.refusal($$select baton.cancel_batch('c')$$), 'BT120: there is no batch c', 'no such batch');
select is(pg_temp.refusal($$select baton.retry_batch('b', 'o')$$), 'BT120: there is no batch b of organisation o', 'of that organisation');

select * from finish();
rollback;
