create function baton._explain_turn(p_job_id bigint) returns text
language sql
stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select case
    when other.id is null then 'waits for its job''s turn, which comes with the next claim: no other job of its subject is active.'
    else format('waits for its job''s turn: one job of type %s is active per subject, and that is job %s (%s). %s. To let it go first: select baton.cancel_job(%s)',
      turn.job_type, other.id, other.status,
      case ahead.count when 0 then 'It is next' when 1 then '1 job is before it' else ahead.count || ' jobs are before it' end, other.id)
    end
  from turns as turn
  left join lateral (
    select job.id, job.status
    from turns as active
    join jobs as job on job.id = active.job_id
    where active.key = turn.key and active.active
  ) as other on true
  cross join lateral (
    select count(*)
    from turns as earlier
    where earlier.key = turn.key and not earlier.active and earlier.job_id < turn.job_id
  ) as ahead
  where turn.job_id = p_job_id
$$;
comment on function baton._explain_turn(bigint) is 'Which job of the subject is active, and how many are before this one.';
