begin;
\ir ../../fixtures.psql
\ir edit.psql
select plan(3);
select pg_temp.executor() as executor \gset
select pg_temp.diamond() as job \gset
select pg_temp.run_until(:executor, :job) \g /dev/null
select coalesce(max(id), 0) as seen from job_history where job_id = :job \gset
create role rita in role baton_operator;
set local role rita;
select set_config('baton.actor', 'Rita R.', true) \g /dev/null
select baton.reset_step(:job, 'c', 'wrong data') \g /dev/null
reset role;
select results_eq(format('select step_key, from_status collate "default", to_status collate "default", action collate "default", actor, reason from job_history where job_id = %s and id > %s order by id', :job, :seen),
  $$ values ('c', 'completed', 'ready', 'reset_step', 'Rita R. (as rita)', 'wrong data'),
    ('d', 'completed', 'pending', 'reset_step', 'Rita R. (as rita)', 'after c, which runs again (wrong data)'),
    ('tidy', 'completed', 'pending', 'reset_step', 'Rita R. (as rita)', 'after d, which runs again (wrong data)'),
    (null, 'completed', 'in_progress', 'reset_step', 'Rita R. (as rita)', 'wrong data') $$, 'who, when, from, to, why: a row for each step, and one for the job');
select is(pg_temp.try(format('select baton.reset_step(%s, ''c'', %s)', :job, reason)), 'BT059: an edit of steps needs a reason', 'no edit without a reason: ' || reason)
from (values ('null'), ('''''')) as cases(reason);

select * from finish();
rollback;
