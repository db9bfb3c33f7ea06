-- A retry corrects the parameters; the request that made the job is still the one that it answers.
begin;
\ir ../../fixtures.psql
select plan(9);
select pg_temp.executor() as executor \gset
select baton.define_job_type('{"job_type": "t_keyed", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
create function pg_temp.asked(p_parameters jsonb) returns bigint language sql as $$
  select baton.create_job('t_keyed', p_parameters, p_idempotency_key => 't_key')
$$;
create function pg_temp.corrected(p_job bigint, p_parameters jsonb) returns void language plpgsql as $$
begin
  perform pg_temp.claim((select max(id) from baton.executors));
  perform pg_temp.fail(p_job, 'a');
  perform baton.retry_job(p_job, p_parameters => p_parameters);
end $$;
select pg_temp.asked('{"pin": 1, "city": "Köln"}') as job \gset
select is(pg_temp.asked('{"city": "Köln", "pin": 1.0}'), :job::bigint, 'before it, an equal number is the same');
select pg_temp.corrected(:job, '{"city": "Bonn"}') \g /dev/null
select is((select parameters from jobs where id = :job), '{"pin": 1, "city": "Bonn"}', 'it runs with the corrected ones');
select is(pg_temp.asked('{"city": "Köln", "pin": 1}'), :job::bigint, 'the request repeated finds its job');
select throws_ok($$select pg_temp.asked('{"pin": 1, "city": "Bonn"}')$$, 'BT028',
  format('job %s has the same idempotency key but a different value of parameters', :'job'), 'that with the corrected ones is another');
select pg_temp.corrected(:job, '{"city": "Trier", "pin": null}') \g /dev/null
select is(pg_temp.asked('{"city": "Köln", "pin": 1}'), :job::bigint, 'also when it is corrected again');
select throws_ok($$select pg_temp.asked('{"city": "Trier"}')$$, 'BT028', null, 'and still no other');
select pg_temp.corrected(:job, '{"city": "Köln", "pin": 1}') \g /dev/null
select is(pg_temp.asked('{"city": "Köln", "pin": 1}'), :job::bigint, 'and when they are again as they were');

insert into baton.jobs (job_type, parameters) values ('t_keyed', '{"pin": 1}') returning id as plain \gset
select baton.cancel_job(:job), pg_temp.corrected(:plain, '{"pin": 2}') \g /dev/null
select is((select parameters_hash from jobs where id = :plain), null, 'without a key nothing is kept');
select ok((select strpos(encode(parameters_hash, 'escape'), 'Köln') = 0 and length(parameters_hash) = 32 from jobs where id = :job), 'of the values only a hash');
select * from finish();
rollback;
