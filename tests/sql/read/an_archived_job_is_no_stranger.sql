-- Every function that takes a job's id says of one that is archived that it is, and where.
begin;
\ir ../fixtures.psql
select plan(9);

create function pg_temp.refusal(p_call text) returns text language plpgsql as $$
declare
  v_hint text;
begin
  execute p_call;
  return 'accepted';
exception when others then
  get stacked diagnostics v_hint = pg_exception_hint;
  return sqlstate || ': ' || sqlerrm || ': ' || v_hint;
end
$$;
select pg_temp.job('[{"key": "a", "manual": "Look"}]') as job \gset
select baton.cancel_job(:job) \g /dev/null
select baton.archive_jobs(array[:job]) \g /dev/null
select format('BT070: job %s was archived 2030-01-01 12:00:00 UTC (less than a second ago): '
  'It is in baton.archived_jobs, where it changes no more: baton jobs show %1$s and baton jobs logs %1$s read it from there.',
  :job) as said \gset
set timezone = 'UTC';
select is(pg_temp.refusal(format(call, :job)), :'said', call)
from unnest(array['select baton.job_status(%s)', 'select baton.job_progress(%s)', 'select baton.explain_step(%s, ''a'')',
  'select baton.cancel_job(%s)', 'select baton.retry_job(%s)', 'select baton.check_step_change(%s, ''a'', ''completed'')']) as call;
select is(pg_temp.refusal('select baton.job_status(-1)') like 'BT070: there is no job -1: It may have been removed by retention, or its insert%',
  true, 'one that is nowhere');
insert into baton.archive_exports (month, file, sha256, bytes, jobs, exported_at, exported_by, dropped_at)
values ('2028-01-01', '/x', repeat('0', 64), 1, 1, baton._now(), 'me', null), ('2027-01-01', '/x', repeat('0', 64), 1, 1, baton._now(), 'me', baton._now());
select is(pg_temp.refusal('select baton.job_status(-1)') like
  '%retention (1 month of the archive is only in its file: baton archive list), or its insert%', true, 'it may be in a file');
update baton.archive_exports set dropped_at = baton._now();
select is(pg_temp.refusal('select baton.job_status(-1)') like
  '%retention (2 months of the archive are only in their files: baton archive list), or its insert%', true, 'or in another');

select * from finish();
rollback;
