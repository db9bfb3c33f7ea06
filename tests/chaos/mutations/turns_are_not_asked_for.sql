-- Steps of a job start although another job of its subject is active.
-- in sql/functions/advance/_decide_steps.sql, instead of
        when job.one_active is not null and not exists (select from turns where turns.job_id = job.id and turns.active) then 'wait'
-- write
