-- The one rule of what goes: retention_preview, and every piece of a run, ask it. Of the jobs with
-- ids after p_after up to p_up_to, those that may leave at p_as_of, each with the policy it leaves
-- under. Policies that archive come first. A job's own policies are the enabled ones of its job
-- type and status, or else those for all types. Ranks count the newest jobs of the same
-- organisation, job type and subject that the policy is about, held ones too; they are looked up
-- once per subject and policy: the id from which jobs are among the newest. A batch is whole as
-- long as one of its jobs has not ended: its counts are counts of its jobs. With p_ids only these
-- are asked about.
create function baton._removable_jobs(p_after bigint, p_up_to bigint, p_as_of timestamptz, p_ids bigint[] default null)
returns table (job_id bigint, policy_id int, action text, total_steps int, finished_at timestamptz)
language sql stable
rows 10000
set search_path = pg_catalog, baton, pg_temp
set jit = off
as $$
  -- Absent values compare as equal by these keys, and can be hashed.
  with ended as materialized (
    select job.id, job.total_steps, job.finished_at, job.status, job.organisation_id, job.job_type, job.subject, job.batch_id,
      coalesce('=' || job.job_type, '') as type_key, coalesce('=' || job.organisation_id, '') as organisation_key
    from (
      select asked.* from jobs as asked where p_ids is null and asked.id > p_after
        and asked.id <= p_up_to
      union all
      select asked.* from jobs as asked
      where p_ids is not null and asked.id = any (p_ids) and asked.id > p_after
        and asked.id <= p_up_to
    ) as job
    where job.status in ('completed', 'failed', 'cancelled')
      and not exists (select from retention_holds as hold where hold.job_id = job.id)
      and not exists (
        select from retention_holds as hold
        where hold.batch_id = job.batch_id and hold.organisation_id is not distinct from job.organisation_id)
  ), ruled as materialized (
    select kind.job_type, kind.type_key, kind.status, policy.id as policy_id, policy.status as policy_status, policy.action,
      p_as_of - policy.keep_for as ended_before, policy.keep_last, policy.max_per_subject
    from (select distinct ended.job_type, ended.type_key, ended.status from ended) as kind
    join retention_policies as policy
      on policy.enabled
      and (policy.status is null or policy.status = kind.status)
      and (policy.job_type = kind.job_type
        or policy.job_type is null
          and not exists (
            select from retention_policies as own
            where own.enabled and own.job_type = kind.job_type and (own.status is null or own.status = kind.status)))
  ), ranked as materialized (
    select pair.policy_id, pair.type_key, pair.organisation_key, pair.subject,
      _nth_newest(pair.organisation_id, pair.job_type, pair.subject, pair.policy_status, pair.keep_last) as kept_from,
      _nth_newest(pair.organisation_id, pair.job_type, pair.subject, pair.policy_status, pair.max_per_subject) as stays_from
    from (
      select distinct ruled.policy_id, ruled.policy_status, ruled.keep_last, ruled.max_per_subject,
        ended.organisation_id, ended.organisation_key, ended.job_type, ended.type_key, ended.subject
      from ended
      join ruled on ruled.type_key = ended.type_key and ruled.status = ended.status
      where ended.subject is not null and (ruled.keep_last > 0 or ruled.max_per_subject is not null)
    ) as pair
  ), judged as (
    select ended.id, ended.total_steps, ended.finished_at, ended.batch_id, ended.organisation_id, ruled.policy_id, ruled.action,
      coalesce(ended.finished_at < ruled.ended_before, false) or coalesce(ended.id < ranked.stays_from, false) as goes,
      coalesce(ended.id >= ranked.kept_from, false) as is_kept
    from ended
    join ruled on ruled.type_key = ended.type_key and ruled.status = ended.status
    left join ranked
      on ranked.policy_id = ruled.policy_id and ranked.type_key = ended.type_key
      and ranked.organisation_key = ended.organisation_key and ranked.subject = ended.subject
  ), going as materialized (
    select judged.id, judged.total_steps, judged.finished_at, judged.batch_id, judged.organisation_id,
      (array_agg(judged.policy_id order by judged.action, judged.policy_id) filter (where judged.goes))[1] as policy_id,
      min(judged.action) filter (where judged.goes) as action   -- archive before delete
    from judged
    group by judged.id, judged.total_steps, judged.finished_at, judged.batch_id, judged.organisation_id
    having bool_or(judged.goes) and not bool_or(judged.is_kept)
  ), open_batches as materialized (
    select batch.batch_id, batch.organisation_id
    from (select distinct going.batch_id, going.organisation_id from going where going.batch_id is not null) as batch
    where _batch_is_open(batch.batch_id, batch.organisation_id)
  )
  select going.id, going.policy_id, going.action, going.total_steps, going.finished_at
  from going
  where not exists (
    select from open_batches
    where open_batches.batch_id = going.batch_id and open_batches.organisation_id is not distinct from going.organisation_id)
  order by going.id
$$;
comment on function baton._removable_jobs(bigint, bigint, timestamptz, bigint[]) is
  'The jobs of a range of ids that policies let go at a time, with the policy and what it does.';
