-- The sweep ends ready steps although a claim has taken them.
-- in sql/functions/advance/_sweep_steps.sql, instead of
      and (waiting.status <> 'ready'
           or exists (select from unqueued where unqueued.job_id = waiting.job_id and unqueued.n = waiting.n))
-- write
