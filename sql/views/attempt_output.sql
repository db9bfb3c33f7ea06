create view baton.attempt_output as
select
  output.id,
  output.job_id,
  definition.key as step_key,
  output.attempt,
  output.stream,
  output.start_offset,
  output.end_offset,
  output.content,
  output.written_at,
  output.n
from baton.output_rows as output
join baton.jobs as job on job.id = output.job_id
cross join lateral (
  select found.key
  from baton.definition_steps as found
  where found.definition_id = job.definition_id and found.n = output.n
  offset 0   -- by key: a merge join would read every definition up to this one
) as definition;

comment on view baton.attempt_output is
  'What scripts printed, in pieces, readable while they run. Ask by job_id, follow by id.';
comment on column baton.attempt_output.stream is 'stdout or stderr.';
comment on column baton.attempt_output.start_offset is
  'Byte of the script''s stream where the piece begins; a gap to the piece before was left out by '
  'the caps.';
comment on column baton.attempt_output.content is E'Valid text: NUL and broken UTF-8 are shown as \\x00 and \\xHH.';
