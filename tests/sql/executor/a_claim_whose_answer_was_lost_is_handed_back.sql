begin;
\ir ../fixtures.psql
select plan(6);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"]}]') as job \gset
select token as held from baton.claim_steps(:executor, 10, 1) \gset
select token as lost from baton.claim_steps(:executor, 11, 1) \gset
select lives_ok(format('select baton.renew_lease(%s, array[%L]::uuid[], 10, ''active'')', :executor, :'held'), 'the answer of call 11 has not arrived yet');
select is(pg_temp.states(:job), 'a running, b running', 'it may still be on its way');
select lives_ok(format('select baton.renew_lease(%s, array[%L]::uuid[], 11, ''active'')', :executor, :'held'), 'call 11 was answered, but its attempt is not among those held');
select is(pg_temp.states(:job), 'a running, b ready (interrupted)', 'it is handed back');
select is((select row(attempts, failures, lost_attempts)::text from steps where job_id = :job and key = 'b'), row(1, null::jsonb, 0)::text, 'uncounted against any budget');
select is(baton.renew_lease(:executor, array[:'held', :'lost']::uuid[], 11, 'active') -> 'lost', jsonb_build_array(:'lost'::text), 'a token that is not ours any more is called lost');

select * from finish();
rollback;
