-- Many jobs under one name: those whose batch_id it is. How they fare is counted from them, never kept here.
create table baton.batches (
  id                bigint      generated always as identity primary key,
  name              text        not null,
  organisation_id   text,
  created_at        timestamptz not null,
  created_by        text        not null,
  on_end_job_type   text,
  on_end_parameters jsonb,
  round             int         not null default 1,   -- counted up by retry_batch
  ended_at          timestamptz,                      -- when the end of this round was dealt with; only with on_end
  end_job_id        bigint,
  end_error         text
);
-- Serves: the batch of a job. (Names are unique per organisation.)
create unique index batches_by_name on baton.batches (name, organisation_id) nulls not distinct;
comment on table baton.batches is 'Names of batches, and the job to run when one ends; baton.batch_overview counts their jobs.';
