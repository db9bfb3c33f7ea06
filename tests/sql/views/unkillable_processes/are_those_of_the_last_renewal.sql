begin;
\ir ../../fixtures.psql
select plan(8);
select pg_temp.executor('e', 3) as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as job \gset
select pg_temp.claim(:executor, 1);
select pg_temp.report(:job, 'a', '{"ended": "exited", "exit_code": 0}');
prepare renew as select baton.renew_lease(:executor, '{}', 1, 'active', $1);
select is_empty('select * from unkillable_processes', 'none');
select format('[{"pid": 7, "user": "root", "command": "su", "job_id": %s, "n": 1, "attempt": 1}]', :job) as told \gset
execute renew (:'told');
select is((select row(executor, pid, user_name, command, job_id, step_key, attempt)::text from unkillable_processes),
  row('e'::text, 7, 'root'::text, 'su'::text, :job::bigint, 'a'::text, 1)::text, 'as the executor says');
select is((select format('%s: %s', status, message) from health where name = 'unkillable process'),
  format('warning: Process 7 (su, user root) on test-host still runs: attempt 1 of step "a" of job %s has ended, and executor e could not kill it.', :job), 'health says it');
select is((select fix from health where name = 'unkillable process') ~ 'as root: kill -9 7;', true, 'and what to do');
select throws_like(format('execute renew (%L)', '[{"pid": "seven"}]'), '%seven%', 'what is no such list is refused, to that executor alone');
select is((select count(*)::int from unkillable_processes), 1, 'and changes nothing');
execute renew ('[]');
select is_empty('select * from unkillable_processes', 'once it has ended');
execute renew (:'told');
select baton.release_executor(:executor);
select is_empty('select * from unkillable_processes', 'an executor that has left says nothing any more');

select * from finish();
rollback;
