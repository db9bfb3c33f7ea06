begin;
\ir ../fixtures.psql
\ir fixtures.psql
set timezone = 'UTC';
select plan(8);

select is(apply_retention(false) ? 'note', false, 'a run of its own needs no word');
insert into retention_policies (keep_for, action) values ('1 day', 'delete');
select pg_temp.ended('menu', '40 days') from generate_series(1, 3) \g /dev/null
select apply_retention(false, 1) \g /dev/null
update retention_runs set started_by = 'cron' where finished_at is null;
select pg_temp.pass('2 minutes') \g /dev/null
select is(apply_retention(false, 1) ->> 'note',
  'this goes on with the run that cron began 2030-01-01 12:00:00 UTC (2 min ago); its last piece was done 2 min ago',
  'another''s is named');
select is(apply_retention(true, 1) ? 'note', false, 'a count is no run');
select is(pg_temp.run() ->> 'more', 'false', 'it ends');
select is(apply_retention(false) ? 'note', false, 'and the next is new');

update retention_counts set started_by = 'cron', phase = 'jobs', walked_to = 0, up_to = 1,
  finished_at = null;
select matches(apply_retention(true, 1) ->> 'note', '^this goes on with the count that cron began ', 'another''s count, too');
select apply_retention(false, 1) \g /dev/null
select pg_temp.pass('25 hours') \g /dev/null
select is(apply_retention(false, 1) ? 'note', false, 'one that stood still for a day is given up');
select is(apply_retention(false, 1) ? 'note', true, 'in favour of one that is gone on with');

select * from finish();
rollback;
