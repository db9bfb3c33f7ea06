-- The rule once more, job by job and slowly, as docs/decisions/0019 puts it; and a run that is cut into small pieces.
begin;
\ir ../fixtures.psql
\ir fixtures.psql
select plan(41);

create function pg_temp.newer(p_job baton.jobs, p_status text) returns bigint language sql as $$
  select count(*) from baton.jobs as other
  where row(other.organisation_id, other.job_type, other.subject) is not distinct from row(p_job.organisation_id, p_job.job_type, p_job.subject)
    and other.status in ('completed', 'failed', 'cancelled') and (p_status is null or other.status = p_status) and other.id > p_job.id
$$;
create function pg_temp.lets_go(p_job baton.jobs, p_policy baton.retention_policies) returns boolean language sql as $$
  select coalesce(p_job.finished_at < baton._now() - p_policy.keep_for, false)
    or p_job.subject is not null and p_policy.max_per_subject is not null and pg_temp.newer(p_job, p_policy.status) >= p_policy.max_per_subject
$$;
create function pg_temp.keeps(p_job baton.jobs, p_policy baton.retention_policies) returns boolean language sql as $$
  select p_job.subject is not null and pg_temp.newer(p_job, p_policy.status) < p_policy.keep_last
$$;
create function pg_temp.goes(p_job baton.jobs) returns boolean language plpgsql as $$
declare
  v_policies baton.retention_policies[];
begin
  if p_job.status not in ('completed', 'failed', 'cancelled')
     or exists (select from baton.retention_holds where job_id = p_job.id or batch_id = p_job.batch_id)
     or exists (select from baton.jobs as other where other.batch_id = p_job.batch_id and other.organisation_id is not distinct from p_job.organisation_id
       and other.status = 'in_progress') then
    return false;
  end if;
  v_policies := array(select policy from baton.retention_policies as policy
    where enabled and job_type = p_job.job_type and (status is null or status = p_job.status));
  if v_policies = '{}' then
    v_policies := array(select policy from baton.retention_policies as policy
      where enabled and job_type is null and (status is null or status = p_job.status));
  end if;
  return coalesce((select bool_or(pg_temp.lets_go(p_job, policy)) and not bool_or(pg_temp.keeps(p_job, policy)) from unnest(v_policies) as policy), false);
end $$;

-- Ended by hand: what they went through does not matter here.
create function pg_temp.round(p_round int) returns setof text language plpgsql as $$
declare
  v_expected bigint[];
  v_shown bigint;
  v_left bigint[];
  v_result jsonb;
begin
  perform setseed(p_round / 100.0);
  delete from baton.jobs;
  delete from baton.step_rows;
  delete from baton.ready;
  delete from baton.retention_holds;
  delete from baton.retention_policies;
  insert into baton.retention_policies (job_type, status, keep_for, keep_last, max_per_subject, action, enabled)
  select (array['menu', 'photo', null])[1 + random() * 2], (array['completed', 'failed', 'cancelled', null])[1 + floor(random() * 4)::int],
    case when random() < 0.7 then make_interval(days => (random() * 100)::int) end, (random() * 3)::int, 3 + (random() * 5)::int,
    (array['archive', 'delete'])[1 + (random())::int], random() < 0.8
  from generate_series(1, 2 + (random() * 5)::int);
  insert into baton.jobs (job_type, subject, organisation_id, batch_id, steps)
  select chosen.job_type, chosen.subject, chosen.organisation_id, chosen.batch_id,
    case when chosen.job_type is null then '[{"key": "a", "command": ["x"]}]'::jsonb end
  from (
    select (array['menu', 'photo', null])[1 + floor(random() * 3)::int] as job_type, (array['joe', 'ann', null])[1 + floor(random() * 3)::int] as subject,
      (array['one', '', null])[1 + floor(random() * 3)::int] as organisation_id, (array['b', 'c' || (random() * 40)::int, null])[1 + floor(random() * 3)::int] as batch_id
    from generate_series(1, 250)
  ) as chosen;
  set local session_replication_role = replica;   -- not by the state machine
  update baton.jobs set status = (array['completed', 'completed', 'failed', 'cancelled', 'in_progress'])[1 + floor(random() * 5)::int];
  update baton.jobs set finished_at = baton._now() - make_interval(days => (random() * 100)::int) where status <> 'in_progress';
  set local session_replication_role = origin;
  insert into baton.retention_holds (job_id, reason, held_at, held_by) select id, 'test', baton._now(), 'me' from baton.jobs where random() < 0.05;
  if random() < 0.5 then
    insert into baton.retention_holds (batch_id, reason, held_at, held_by) values ('b', 'test', baton._now(), 'me');
  end if;

  v_expected := array(select id from baton.jobs as job where pg_temp.goes(job) order by id);
  v_left := array(select id from baton.jobs where id <> all (v_expected) order by id);
  v_shown := (pg_temp.counted() ->> 'jobs')::bigint;
  return next is(v_shown, cardinality(v_expected)::bigint, format('round %s: %s of 250 jobs are to go', p_round, cardinality(v_expected)));
  v_result := pg_temp.run();
  return next is(array(select id from baton.jobs order by id), v_left, 'the others are left');
  return next is((v_result ->> 'archived_jobs')::int + (v_result ->> 'deleted_jobs')::int, cardinality(v_expected), 'and were counted');
  return next is((v_result ->> 'failures')::int, 0, 'without a failure');
end $$;
select pg_temp.round(number) from generate_series(1, 10) as number;
select cmp_ok((select count(*) from archived_jobs), '>', 50::bigint, 'it was about something');

set test.broken = on;
select * from finish();
rollback;
