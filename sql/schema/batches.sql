-- Many jobs under one name: those whose batch_id it is. How they fare is counted from them. Only of
-- those that have left (retention, archive_jobs) the counts are kept here: _count_gone_jobs.
create table baton.batches (
  id                bigint      generated always as identity primary key,
  name              text        not null,
  organisation_id   text,
  created_at        timestamptz not null,
  created_by        text        not null,
  on_end_job_type   text,
  on_end_parameters jsonb,
  -- Which end was dealt with last, or comes first
  round             int         not null default 1,
  ended_at          timestamptz,                      -- when that was; only with on_end
  end_job_id        bigint,
  end_error         text,
  -- Of the ended jobs that have left:
  gone_completed    bigint      not null default 0,
  gone_failed       bigint      not null default 0,
  gone_cancelled    bigint      not null default 0,
  gone_warnings     bigint      not null default 0,
  gone_steps        bigint      not null default 0,
  gone_done_steps   bigint      not null default 0,
  gone_started_at   timestamptz,                      -- the first
  gone_finished_at  timestamptz                       -- the last
);
-- Serves: the batch of a job. (Names are unique per organisation.)
create unique index batches_by_name on baton.batches (name, organisation_id) nulls not distinct;
comment on table baton.batches is
  'Names of batches, and the job to run when one ends; baton.batch_overview counts their jobs.';
