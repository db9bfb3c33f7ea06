begin;
\ir ../fixtures.psql
select plan(18);
select baton.define_job_type('{"job_type": "t", "steps": [
  {"key": "a", "command": ["x", "{{parameters.p}}"], "environment": {"TOKEN": {"secret": "api-token"}, "LEVEL": "high"}},
  {"key": "b", "command": ["x"], "environment": {"KEY": {"secret": "signing-key"}, "PASSWORD": {"secret": "machine"}}},
  {"key": "c", "command": ["x"], "depends_on": ["a"]}]}') \g /dev/null
create function pg_temp.answer(p_executor bigint, p_job bigint, p_key text, p_token uuid default null) returns text
language plpgsql
as $$
begin
  return (
    select baton.attempt_secrets(p_executor, p_job, step.n, coalesce(p_token, running.token))::text
    from baton.steps as step
    left join baton.running on running.job_id = p_job and running.n = step.n
    where step.job_id = p_job and step.key = p_key);
exception when others then
  return sqlstate || ': ' || sqlerrm;
end $$;

select pg_temp.executor() as executor, pg_temp.executor('two') as other \gset
select baton.create_job('t', '{"p": 1}', p_secrets => '{"api-token": "canary-1", "signing-key": "canary-2"}') as job \gset
select baton.create_job('t', '{"p": 1}') as plain \gset
select is((select secret_names from baton.jobs where id = :job), '{api-token,signing-key}', 'the job knows the names');
select is((select secret_names from baton.jobs where id = :plain), null, 'one without secrets has none');
select is((select secret_names from baton.jobs where id = (select baton.create_job('t', '{"p": 1}', p_auto_start => false, p_secrets => '{}'))), null,
  'nor has one that is given none');

create temp table claimed as select * from baton.claim_steps(:executor, 1, 10);
select is((select needs_secrets from claimed where job_id = :job and n = 1), true, 'a claim says that the step is to fetch some');
select is((select environment::jsonb from claimed where job_id = :job and n = 1), '{"TOKEN": {"secret": "api-token"}, "LEVEL": "high"}', 'but not what they are');
select is((select count(needs_secrets) from claimed where job_id = :plain), 0::bigint, 'and nothing of a job without');
select is((select count(*) from claimed where claimed::text like '%canary%'), 0::bigint, 'no answer to a claim holds any');

select is(pg_temp.answer(:executor, :job, 'a'), '{"api-token": "canary-1"}', 'who holds the attempt gets those that the step names');
select is(pg_temp.answer(:executor, :job, 'b'), '{"signing-key": "canary-2"}', 'what the job did not bring is not there: the executor has a file for it, or not');
select is(pg_temp.answer(:executor, :plain, 'a'), '{}', 'a job without secrets has none to give');
select is(pg_temp.answer(:other, :job, 'a'), 'BT042: the attempt of step 1 of job ' || :job || ' is not held any more', 'another executor gets nothing, even with the token');
select is(pg_temp.answer(:executor, :job, 'a', gen_random_uuid()), 'BT042: the attempt of step 1 of job ' || :job || ' is not held any more', 'nor does a guess');
select is(pg_temp.answer(:executor, :job, 'a', (select token from running where job_id = :job and n = 2)),
  'BT042: the attempt of step 1 of job ' || :job || ' is not held any more', 'nor the token of another step');

select token from running where job_id = :job and n = 1 \gset
select pg_temp.report(:job, 'a') \g /dev/null
select is(pg_temp.answer(:executor, :job, 'a', :'token'), 'BT042: the attempt of step 1 of job ' || :job || ' is not held any more', 'nor one of an attempt that has ended');
select is((select needs_secrets from baton.claim_steps(:executor, 1000, 10) where job_id = :job and n = 3), null, 'a step that names none fetches none');
select is(pg_temp.answer(:executor, :job, 'c'), '{}', 'and would get none');
select baton.release_executor(:executor) \g /dev/null
select is(pg_temp.answer(:executor, :job, 'b', gen_random_uuid()), 'BT041: executor ' || :executor || ' is not alive: it was released or has lost its lease', 'nor does an executor that has gone');

select is((select string_agg(grantee || ' ' || privilege_type, ', ') from information_schema.role_table_grants
  where table_schema = 'baton' and table_name = 'job_secrets' and grantee <> 'baton_owner'), null, 'no role may read the table');
select * from finish();
rollback;
