begin;
\ir ../fixtures.psql
select plan(8);
select pg_temp.executor() as executor \gset
insert into baton.jobs (parameters, subject, organisation_id, steps) values ('{"p": 1}', 'joes', 'org', '[
  {"key": "a", "command": ["x"]}, {"key": "other", "command": ["x"]},
  {"key": "b", "label": "Second", "phase": "two", "depends_on": ["a"], "command": ["x"], "backoff": "none"}]') returning id as job \gset
select is(pg_temp.claim(:executor), 'a other', 'the first two');
select is(pg_temp.report(:job, 'a', '{"ended": "exited", "exit_code": 0, "outputs": {"o": 1}}'), 'recorded', 'a');
select is(pg_temp.report(:job, 'other', '{"ended": "exited", "exit_code": 0, "outputs": {"o": 2}}'), 'recorded', 'other');
select document from baton.claim_steps(:executor, 1000, 10) \gset
select is((:'document')::jsonb - 'job', jsonb_build_object('step', '{"key": "b", "label": "Second", "phase": "two"}'::jsonb, 'attempt', 1,
  'parameters', '{"p": 1}'::jsonb, 'context', '{"a": {"o": 1}}'::jsonb, 'checkpoint', null),
  'the context holds what it depends on, whatever else has ended');
select is((:'document')::jsonb -> 'job' ->> 'subject', 'joes', 'the job');
select is(pg_temp.report(:job, 'b', '{"ended": "exited", "exit_code": 1, "checkpoint": {"last_step": "5"}, "message": {"type": "error", "code": "TIMEOUT"}}'), 'recorded', 'it fails with a checkpoint');
select document from baton.claim_steps(:executor, 1001, 10) \gset
select is((:'document')::jsonb -> 'checkpoint', '{"last_step": "5"}', 'the next attempt gets it');
select is((:'document')::jsonb ->> 'attempt', '2', 'as attempt 2');

select * from finish();
rollback;
