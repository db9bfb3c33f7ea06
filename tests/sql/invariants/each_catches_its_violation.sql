-- An invariant that cannot fail proves nothing: here each of them meets rows that break it, and says so.
begin;
\ir ../fixtures.psql
set local test.broken = on;
select plan(2 + (select count(*)::int from public.invariants));

-- A job of every kind: ended, failed, running, retrying, waiting, scheduled.
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"], "depends_on": ["a"]},
  {"key": "c", "command": ["x"], "depends_on": ["b"], "max_attempts": 2}]') as done \gset
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.report(:done, 'a') \g /dev/null
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.report(:done, 'b') \g /dev/null
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.report(:done, 'c') \g /dev/null
select pg_temp.job('[{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"], "depends_on": ["a"]}]') as failed \gset
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.fail(:failed, 'a') \g /dev/null
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as retrying \gset
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.stumble(:retrying, 'a') \g /dev/null
select pg_temp.job('[{"key": "a", "command": ["x"], "max_attempts": 1}, {"key": "b", "command": ["x"], "depends_on": ["a"]}]') as running \gset
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.job('[{"key": "a", "command": ["x"], "circuit_breaker": "t_x"}, {"key": "b", "command": ["x"], "circuit_breaker": "t_x"}]') as guarded \gset
select pg_temp.claim(:executor) \g /dev/null
insert into concurrency_limits (name, slots) values ('t_two', 2);
select pg_temp.job('[{"key": "a", "command": ["x"], "limit": "t_two"}, {"key": "b", "command": ["x"], "limit": "t_two"}]') as limited \gset
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as waiting \gset

create temp table violations (invariant text primary key, statement text not null);
insert into violations values
  ('a_batch_ends_with_its_last_job', $$insert into baton.batches (name, created_at, created_by, on_end_job_type) values ('t_over', now(), 't', 't')$$),
  ('a_generation_has_one_success', $$update baton.step_rows set status = 'ready' where job_id = :done and n = 3;
     insert into baton.running select job_id, n, gen_random_uuid(), executor_id, 1, 2, started_at from baton.attempt_rows where job_id = :done and n = 3$$),
  ('a_job_s_status_agrees_with_its_steps', $$update baton.jobs set status = 'completed' where id = :failed$$),
  ('a_ready_step_is_queued_or_runs', $$delete from baton.running where job_id = :running$$),
  ('an_ended_job_leaves_nothing_behind', $$insert into baton.timers values (now(), :done, 0, 'deadline')$$),
  ('an_open_job_has_something_that_moves_it', $$update baton.step_rows set status = 'pending' where job_id = :waiting$$),
  ('attempts_are_dense', $$delete from baton.attempt_rows where job_id = :done and n = 2$$),
  ('attempts_belong_to_a_step', $$update baton.attempt_rows set n = 7 where job_id = :done and n = 2$$),
  ('completed_steps_have_their_success', $$update baton.attempt_rows set outcome = 'failed' where job_id = :done and n = 2$$),
  ('definitions_are_whole', $$delete from baton.definitions where id = (select definition_id from baton.jobs where id = :done)$$),
  ('dependencies_are_counted', $$update baton.step_rows set open_dependencies = 0 where job_id = :running and n = 2$$),
  ('expired_leases_are_gone_soon', $$update baton.clock set tick = tick + 20$$),
  ('failures_stay_within_their_class_s_budget', $$update baton.step_rows set failures = '{"TIMEOUT": 2}' where job_id = :retrying$$),
  ('generations_are_counted', $$update baton.step_rows set generation = 2 where job_id = :done and n = 1$$),
  ('half_open_breakers_let_one_step_run', $$update baton.circuit_breakers set state = 'half_open', changed_at = changed_at - interval '1 hour' where name = 't_x'$$),
  ('history_is_a_chain', $$delete from baton.job_events where job_id = :done and to_status = 'in_progress'$$),
  ('jobs_that_failed_say_when', $$update baton.jobs set failed_at = null where id = :failed$$),
  ('jobs_are_counted', $$update baton.jobs set status = 'cancelled' where id = :waiting$$),
  ('jobs_count_their_steps', $$update baton.jobs set open_steps = 2 where id = :waiting$$),
  ('limits_hold', $$update baton.concurrency_limits set slots = 1 where name = 't_two'$$),
  ('lost_attempts_stay_within_their_budget', $$update baton.step_rows set lost = 1 where job_id = :retrying$$),
  ('no_step_starts_before_its_dependencies', $$update baton.step_rows set status = 'ready' where job_id = :running and n = 2$$),
  ('nothing_is_left_behind', $$update baton.step_rows set status = 'pending' where job_id = :waiting$$),
  ('one_job_per_subject_is_active', $$update baton.jobs set one_active = 'wait', job_type = 't', subject = 's' where id in (:waiting, :running)$$),
  ('open_breakers_have_their_timer', $$update baton.circuit_breakers set state = 'open', probe_due_at = now() where name = 't_x'$$),
  ('queue_entries_are_those_of_their_steps', $$update baton.ready set priority = 5 where job_id = :waiting$$),
  ('retrying_steps_have_their_timer', $$delete from baton.timers where job_id = :retrying$$),
  ('starts_stay_within_max_attempts', $$update baton.step_rows set attempts = 1 where job_id = :running and n = 1$$),
  ('steps_are_skipped_for_a_reason', $$update baton.step_rows set status_reason = 'job_failed' where job_id = :failed and n = 2;
     update baton.jobs set failing = false where id = :failed$$),
  ('tokens_are_unique', $$update baton.attempt_rows set token = (select token from baton.running where job_id = :running) where job_id = :done and n = 1$$);
update violations set statement =
  replace(replace(replace(replace(replace(statement, ':done', :'done'), ':failed', :'failed'), ':retrying', :'retrying'), ':running', :'running'), ':waiting', :'waiting');

create function pg_temp.found_by(p_query text) returns bigint
language plpgsql
as $$
declare
  v_count bigint;
begin
  execute format('select count(*) from (%s) as found', p_query) into v_count;
  return v_count;
end
$$;

-- Breaks, looks, and takes it back.
create function pg_temp.catches(p_query text, p_statement text) returns boolean
language plpgsql
as $$
declare
  v_found bigint;
begin
  begin
    execute p_statement;
    v_found := pg_temp.found_by(p_query);
    raise exception using errcode = 'BT999';
  exception when sqlstate 'BT999' then
    return v_found > 0;
  end;
end
$$;

set local session_replication_role = replica;   -- without the guards
select is((select string_agg(invariant.name, ' ') from public.invariants as invariant
           where not exists (select from violations where violations.invariant = invariant.name)), null, 'every invariant is tried');
select is((select string_agg(name, ' ') from public.invariants where pg_temp.found_by(query) > 0), null, 'all hold before');
select ok(pg_temp.catches(invariants.query, violations.statement), invariants.name)
from public.invariants
join violations on violations.invariant = invariants.name
order by invariants.name;
select * from finish();
rollback;
