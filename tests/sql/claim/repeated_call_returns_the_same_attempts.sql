begin;
\ir ../fixtures.psql
select plan(5);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"]}]') as job \gset
select token as token, document as document from baton.claim_steps(:executor, 7, 1) \gset
select is((select token from baton.claim_steps(:executor, 7, 1)), :'token'::uuid, 'the same call, the same token');
select is((select document from baton.claim_steps(:executor, 7, 1)), :'document', 'and the same document');
select is((select count(*) from running where job_id = :job), 1::bigint, 'nothing more was claimed');
select isnt((select token from baton.claim_steps(:executor, 8, 1)), :'token'::uuid, 'the next call takes the next step');
select throws_ok(format('select baton.claim_steps(%s, 6, 1)', :executor), 'BT043', null, 'an earlier call is refused');

select * from finish();
rollback;
