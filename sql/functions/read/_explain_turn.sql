create function baton._explain_turn(p_job_id bigint) returns text
language sql
stable
set search_path = pg_catalog, baton, pg_temp
as $$
  select case
    when other.id is null then format('waits for its job''s turn, which comes with the next claim: no other job of its %s is active.',
      case when own.one_active = 'schedule' then 'schedule' else 'subject' end)
    else format('waits for its job''s turn: one job of %s, and that is job %s (%s). %s. To let %s go first: select baton.cancel_job(%s)',
      case when own.one_active = 'schedule' then format('schedule %s is active', own.schedule)
        else format('type %s is active per subject', turn.job_type) end,
      other.id, other.status,
      case ahead.count when 0 then 'It is next' when 1 then '1 job is before it' else ahead.count || ' jobs are before it' end,
      case ahead.count when 0 then 'it' else 'the next one' end, other.id)
    end
  from turns as turn
  join jobs as own on own.id = turn.job_id
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
comment on function baton._explain_turn(bigint) is
  'Which job of the subject or schedule is active, and how many are before this one.';
