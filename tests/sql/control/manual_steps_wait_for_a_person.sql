begin;
\ir ../fixtures.psql
select plan(13);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "review", "manual": "Look"}, {"key": "after", "command": ["x"], "depends_on": ["review"]}]') as job \gset
select is(pg_temp.job_state(:job), 'in_progress', 'a person''s turn is progress');
select is(pg_temp.claim(:executor), '', 'nobody can claim it');
select throws_ok(format('select baton.resolve_step(%s, ''review'', ''done'')', :job), 'BT051', null, 'an unknown outcome');
select throws_ok(format('select baton.resolve_step(%s, ''review'', ''completed'', ''[1]'')', :job), 'BT052', null, 'outputs that are no object');
select throws_ok(format('select baton.resolve_step(%s, ''after'', ''completed'')', :job), 'BT053', null, 'a step that does not wait for a person');
select throws_ok(format('select baton.resolve_step(%s, ''nope'', ''completed'')', :job), 'BT071', null, 'a step that is not there');
select is(baton.resolve_step(:job, 'review', 'completed', '{"approved": 3}', 'looked'), 'in_progress', 'resolved');
select throws_ok(format('select baton.resolve_step(%s, ''review'', ''failed'')', :job), 'BT053', null, 'an end is an end');
select is(baton.job_context(:job), '{"review": {"approved": 3}}', 'its outputs are context');
select is((select row(to_status, action, reason)::text from job_history where job_id = :job and step_key = 'review'), row('completed'::text, 'resolve_step'::text, 'looked'::text)::text, 'who, what, why');
select is(pg_temp.claim(:executor), 'after', 'the next step follows');
select pg_temp.job('[{"key": "review", "manual": "Look"}, {"key": "after", "command": ["x"], "depends_on": ["review"]}]') as job \gset
select is(baton.resolve_step(:job, 'review', 'failed', null, 'no good'), 'failed', 'a person can fail it, and so the job');
select is(baton.job_status(:job) ->> 'error_message', 'no good', 'with the reason given');

select * from finish();
rollback;
