-- Loaded once by tests/isolation/run: what the specs share. Specs name steps by key and never print ids or times.
create schema race;

create function race.clear() returns void language plpgsql as $$
begin
  truncate baton.jobs, baton.step_rows, baton.ready, baton.running, baton.timers, baton.attempt_rows,
    baton.output_rows, baton.job_events, baton.executors, baton.batches, baton.turns;
  update baton.clock set ticked_at = clock_timestamp();
  update baton.circuit_breakers
  set state = 'closed', failures = 0, probe_due_at = null, probe_job_id = null, probe_n = null, probe_token = null;
end $$;

create function race.executor(p_name text) returns void language sql as $$
  select baton.register_executor(p_name, 'race', 1, 'boot', gen_random_uuid(), '1.0',
    (select schema_version from baton.installation), '{default}', 10, false)
$$;

create function race.id(p_name text) returns bigint language sql as $$ select min(id) from baton.executors where name = p_name $$;

-- Steps in words, because a spec cannot hold braces: 'a; b breaker x; c after a b; clean cleanup after a b;
-- review manual; d limit l'.
create function race.steps(p_words text) returns jsonb language sql as $$
  select jsonb_agg(
    jsonb_build_object('key', split_part(words, ' ', 1))
    || case when words ~ ' manual' then '{"manual": "Look"}'::jsonb else '{"command": ["x"]}' end
    || case when words ~ ' cleanup' then '{"run_if": "all_finished"}'::jsonb else '{}' end
    || case when words ~ ' breaker ' then jsonb_build_object('circuit_breaker', substring(words from ' breaker ([a-z]+)')) else '{}' end
    || case when words ~ ' limit ' then jsonb_build_object('limit', substring(words from ' limit ([a-z]+)')) else '{}' end
    || case when words ~ ' once' then '{"max_attempts": 1}'::jsonb else '{}' end
    || case when words ~ ' at_once' then '{"backoff": "none"}'::jsonb else '{}' end
    || case when words ~ ' after ' then jsonb_build_object('depends_on', string_to_array(substring(words from ' after (.*)$'), ' ')) else '{}' end
    order by place)
  from unnest(string_to_array(p_words, '; ')) with ordinality as listed(words, place)
$$;

create function race.limit(p_name text, p_slots int) returns void language sql as $$
  insert into baton.concurrency_limits (name, slots) values (p_name, p_slots) on conflict (name) do update set slots = excluded.slots
$$;

create function race.job(p_words text) returns void language sql as $$
  insert into baton.jobs (steps) values (race.steps(p_words))
$$;

create function race.job_type() returns void language sql as $$
  select baton.define_job_type('{"job_type": "race", "steps": [{"key": "a", "command": ["x"]}]}')
$$;

-- Types with one active job per subject, and a job of one.
create function race.turns() returns void language sql as $$
  select baton.define_job_type('{"job_type": "turns", "one_active_per": "subject", "steps": [{"key": "a", "command": ["x"]}]}');
  select baton.define_job_type('{"job_type": "refuses", "one_active_per": "subject", "on_active": "reject", "steps": [{"key": "a", "command": ["x"]}]}');
  select baton.define_job_type('{"job_type": "ends", "one_active_per": "subject", "on_active": "reject",
    "steps": [{"key": "a", "command": ["x"], "when": {"parameters.never": "exists"}}]}')
$$;

create function race.about(p_subject text, p_job_type text default 'turns') returns text language plpgsql as $$
begin
  insert into baton.jobs (job_type, subject) values (p_job_type, p_subject);
  return 'accepted';
exception when sqlstate 'BT084' then
  return 'refused';
end $$;

create function race.create_job() returns bigint language sql as $$
  select baton.create_job('race', '{"n": 1}', p_idempotency_key => 'k')
$$;

create sequence race.calls;

create function race.claim(p_executor text, p_wanted int default 10) returns text language sql as $$
  select coalesce(string_agg(claimed.spec::jsonb ->> 'key', ' ' order by claimed.job_id, claimed.n), 'nothing')
  from baton.claim_steps(race.id(p_executor), nextval('race.calls'), p_wanted) as claimed
  where claimed.token is not null
$$;

-- The report that the holder of a step would send. Remembered, so that it can be sent again when it is stale.
create table race.reports (key text primary key, executor_id bigint, report jsonb);

create function race.report(p_key text, p_report jsonb default '{"ended": "exited", "exit_code": 0}') returns text
language plpgsql as $$
declare
  v_sent race.reports;
begin
  select * into v_sent from race.reports where key = p_key;
  return (select reported.result
    from baton.report_attempts(v_sent.executor_id, nextval('race.calls'), jsonb_build_array(v_sent.report || p_report)) as reported);
end $$;

-- To be called once the steps run.
create function race.remember() returns void language sql as $$
  delete from race.reports;
  insert into race.reports
  select definition.key, running.executor_id, jsonb_build_object('job_id', running.job_id, 'n', running.n, 'token', running.token)
  from baton.running
  join baton.jobs as job on job.id = running.job_id
  join baton.definition_steps as definition on definition.definition_id = job.definition_id and definition.n = running.n
$$;

create function race.fail(p_key text) returns text language sql as $$
  select race.report(p_key, '{"ended": "exited", "exit_code": 1, "message": {"type": "error", "code": "VALIDATION", "message": "no"}}')
$$;

-- A failure that counts for a breaker, of one step or of several in one call, in the order given.
create function race.refuse(p_keys text) returns text language sql as $$
  select string_agg(reported.result, ' ')
  from baton.report_attempts((select min(executor_id) from race.reports where key = any (string_to_array(p_keys, ' '))), nextval('race.calls'), (
    select jsonb_agg(sent.report || '{"ended": "exited", "exit_code": 1, "message": {"type": "error", "code": "NETWORK", "message": "no"}}' order by place)
    from unnest(string_to_array(p_keys, ' ')) with ordinality as listed(key, place)
    join race.reports as sent using (key))) as reported
$$;

create function race.stumble(p_key text) returns text language sql as $$
  select race.report(p_key, '{"ended": "exited", "exit_code": 1}')
$$;

create function race.only_job() returns bigint language sql as $$ select min(id) from baton.jobs $$;

create function race.states() returns text language sql as $$
  select string_agg(shown.job, '; ' order by shown.id)
  from (
    select job.id, job.status || ': ' || string_agg(step.key || ' ' || step.status, ', ' order by step.n) as job
    from baton.jobs as job
    join baton.steps as step on step.job_id = job.id
    group by job.id
  ) as shown
$$;

-- What an edit changed, or why not; in a transaction that goes on after a refusal.
create function race.edit(p_key text, p_status text) returns text language plpgsql as $$
declare
  v_done jsonb;
begin
  v_done := baton.set_step_status(race.only_job(), p_key, p_status, 'race');
  return (select coalesce(string_agg(format('%s %s -> %s', change ->> 'step', change ->> 'from', change ->> 'to'), ', ' order by place), 'nothing')
    from jsonb_array_elements(v_done -> 'affected') with ordinality as listed(change, place));
exception when sqlstate 'BT057' or sqlstate 'BT058' then
  return replace(sqlerrm, race.only_job()::text, '(id)');
end $$;

create function race.reset(p_key text) returns text language sql as $$ select race.edit(p_key, 'pending') $$;

-- For an executor that was started again under its name: the earlier of the two dies, the later one vouches for all that it held.
create function race.release(p_name text) returns text language sql as $$
  select string_agg(answer.key || ' ' || regexp_replace(answer.value, '[0-9a-f-]{36}', 'token'), ', ' order by answer.key)
  from (select min(id) as earlier, max(id) as later from baton.executors where name = p_name) as both_of_them
  cross join lateral jsonb_each_text(baton.release_predecessor(both_of_them.later, both_of_them.earlier,
    array(select token from baton.running where executor_id = both_of_them.earlier))) as answer
$$;

-- Jobs of one step each, for create_batch, and a job for the batch's end.
create function race.jobs(variadic p_steps text[]) returns jsonb language sql as $$
  select jsonb_agg(jsonb_build_object('steps', race.steps(step)) order by place) from unnest(p_steps) with ordinality as listed(step, place)
$$;
create function race.on_end() returns jsonb language sql as $$ select '{"job_type": "race"}'::jsonb $$;

-- What the executor of a step sends while it runs, and several results in one call.
create function race.interrupt(p_key text) returns text language sql as $$
  select race.report(p_key, '{"ended": "interrupted"}')
$$;
create function race.prints(p_key text) returns int language sql as $$
  select baton.append_output(executor_id, jsonb_build_array(
    report || '{"stream": "stdout", "start": 0, "end": 2, "text": "hi"}'))
  from race.reports where key = p_key
$$;
create function race.progress(p_key text) returns int language sql as $$
  select baton.record_progress(executor_id, jsonb_build_array(report || '{"percent": 40}'))
  from race.reports where key = p_key
$$;
create function race.checkpoint(p_key text) returns boolean language sql as $$
  select baton.save_checkpoint(executor_id, (report ->> 'job_id')::bigint, (report ->> 'n')::int,
    (report ->> 'token')::uuid, '{"page": 2}')
  from race.reports where key = p_key
$$;
create function race.report_all() returns text language sql as $$
  select string_agg(reported.result, ' ')
  from baton.report_attempts((select min(executor_id) from race.reports), nextval('race.calls'), (
    select jsonb_agg(report || '{"ended": "exited", "exit_code": 0}' order by key) from race.reports)) as reported
$$;

-- For a policy: a statement that reads such a row waits, after its snapshot, while the gate is shut.
create function race.held_up() returns boolean language plpgsql as $$
begin
  perform pg_advisory_lock_shared(7);
  perform pg_advisory_unlock_shared(7);
  return true;
end $$;
grant usage on schema race to baton_engine;

-- A job of batch b that ends as it is inserted: its only step is skipped by its condition.
create function race.ends_at_once() returns void language sql as $$
  insert into baton.jobs (batch_id, steps)
  values ('b', '[{"key": "skipped", "command": ["x"], "when": {"parameters.go": "exists"}}]')
$$;
create function race.verb(p_call text) returns text language plpgsql as $$
declare
  v_result text;
begin
  execute 'select ' || p_call into v_result;
  return v_result;
exception when sqlstate 'BT152' then
  return 'refused';
end $$;

-- Entries of the history, each in the transaction of its caller, and a follower that remembers the last one it read.
create table race.bookmark (id bigint not null);
create function race.writes(p_words text) returns void language sql as $$
  insert into baton.job_events (at, action, actor) values (now(), p_words, 'race')
$$;
create function race.follow() returns text language plpgsql as $$
declare
  v_last bigint;
  v_words text;
begin
  select max(entry.id), coalesce(string_agg(entry.action, ' ' order by entry.id), 'nothing') into v_last, v_words
  from baton.follow_history((select max(id) from race.bookmark), p_wait => '50 ms') as entry;
  insert into race.bookmark select v_last where v_last is not null;
  return v_words;
end $$;

-- For work that takes long however fast the machine is: a trigger.
create function race.slow() returns trigger language plpgsql as $$ begin perform pg_sleep(5.2); return null; end $$;
