begin;
\ir ../fixtures.psql
select plan(4);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"]}]') as job \gset
select is(pg_temp.claim(:executor), 'a b', 'two attempts');
select token as ended from running where job_id = :job and n = 1 \gset
select token as held from running where job_id = :job and n = 2 \gset
select is(pg_temp.report(:job, 'a'), 'recorded', 'one has ended');
select set_eq(format($$ select * from baton.ended_attempts(%s, %L) $$, :executor, jsonb_build_array(
    jsonb_build_object('job_id', :job, 'token', :'ended'), jsonb_build_object('job_id', :job, 'token', :'held'),
    jsonb_build_object('job_id', :job, 'token', gen_random_uuid()), jsonb_build_object('job_id', :job + 1, 'token', :'ended'))),
  array[:'ended'::uuid], 'neither what runs, nor what this database does not know');
select throws_ok('select * from baton.ended_attempts(-1, ''[]'')', 'BT041', null, 'only for an executor that is alive');

select * from finish();
rollback;
