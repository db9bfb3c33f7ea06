-- A report is recorded whether its attempt still runs or not.
-- in sql/functions/report/_move_attempts.sql, instead of
    delete from running
    using (
      -- By key and then by place: autovacuum finds the table empty, and a plan made after that
      -- would read all of its index.
      select held.place, reported.report
      from reported
      cross join lateral (
        select running.ctid as place
        from running
        where running.job_id = reported.job_id and running.n = reported.n and running.token = reported.token
        offset 0
        for update   -- what its executor says of it meanwhile moves it to another place
      ) as held
    ) as found
    where running.ctid = found.place
    returning running.*, found.report
-- write
    select filled.*, reported.report
    from reported
    join step_rows as step on step.job_id = reported.job_id and step.n = reported.n
    left join gone on (gone.whole).job_id = reported.job_id and (gone.whole).n = reported.n
    cross join lateral jsonb_populate_record(gone.whole, jsonb_build_object('job_id', reported.job_id, 'n', reported.n,
      'token', reported.token, 'executor_id', coalesce((gone.whole).executor_id, 1), 'call', 0,
      'attempt', coalesce((gone.whole).attempt, step.attempts + 1),
      'started_at', coalesce((gone.whole).started_at, _now()))) as filled
-- in sql/functions/report/_move_attempts.sql, instead of
  ), released as (
-- write
  ), gone as (
    delete from running
    using reported
    where running.job_id = reported.job_id and running.n = reported.n
    returning running as whole
  ), released as (
