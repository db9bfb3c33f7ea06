-- Whatever the collector's role has set.
begin;
\ir ../fixtures.psql
select plan(1);
insert into baton.retention_runs (started_at, started_by, touched_at, finished_at, phase, up_to, jobs_up_to, output_up_to)
values (baton._now(), 'test', baton._now(), baton._now(), 'done', 0, 0, 0);
set extra_float_digits = -10;
select matches(baton.metrics_text(), '\nbaton_retention_last_success_timestamp_seconds 1893499200\n', 'a time keeps its digits');
select * from finish();
rollback;
