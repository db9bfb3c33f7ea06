-- Holds, keep_last, max_per_subject and overlapping policies all bite, and two tenants have the same subject.
begin;
\ir ../fixtures.psql
\ir fixtures.psql
select plan(12);
insert into retention_policies (job_type, status, keep_for, keep_last, max_per_subject, action)
values ('menu', null, null, 0, 4, 'delete'), ('menu', 'completed', '30 days', 2, null, 'archive'), (null, 'completed', '90 days', 1, null, 'archive'),
  (null, 'failed', '10 days', 0, null, 'delete');
select min(id) as first_policy from retention_policies \gset

create temp table job (name text, id bigint);
insert into job values
  -- joe's menus: held ones count among the newest
  ('1 over the maximum and held', pg_temp.ended('menu', '80 days', 'joe')),
  ('2 over the maximum, old: both let it go', pg_temp.ended('menu', '70 days', 'joe')),
  ('3 over the maximum, young', pg_temp.ended('menu', '20 days', 'joe')),
  ('4 failed, over the maximum', pg_temp.ended('menu', '60 days', 'joe', 'failed')),
  ('5 old', pg_temp.ended('menu', '50 days', 'joe')),
  ('6 old, and its batch is held', pg_temp.ended('menu', '48 days', 'joe', p_batch_id => 'b1')),
  ('7 one of the last two, and old', pg_temp.ended('menu', '46 days', 'joe')),
  ('8 one of the last two', pg_temp.ended('menu', '10 days', 'joe')),
  -- another tenant's joe
  ('9 the only one, and old', pg_temp.ended('menu', '200 days', 'joe', p_organisation_id => 'other')),
  -- without a subject nothing is counted
  ('10 old, no subject', pg_temp.ended('menu', '40 days')),
  ('11 young, no subject', pg_temp.ended('menu', '29 days')),
  -- photos have the policies for all
  ('12 old photo, a newer one is there', pg_temp.ended('photo', '100 days', 'joe')),
  ('13 the last photo, and old', pg_temp.ended('photo', '95 days', 'joe')),
  ('14 failed photo', pg_temp.ended('photo', '11 days', 'joe', 'failed')),
  ('15 cancelled photo: no policy', pg_temp.ended('photo', '400 days', 'joe', 'cancelled')),
  ('16 exactly as old as is kept', pg_temp.ended('photo', '90 days'));
insert into job select '17 has not ended', pg_temp.job('[{"key": "a", "manual": "Look"}]');
select hold_job(id, 'a court asked for it') from job where name like '1 %' \g /dev/null
select hold_batch('b1', 'a dispute') \g /dev/null

create temp table before as select * from pg_temp.rows_of_jobs();
select apply_retention(true, 1) ->> 'more' as more \gset
select is(:'more'::text, 'true', 'the exact count goes by pieces');
select pg_temp.counted() as counted \gset
create temp table preview as select * from retention_count;
select results_eq('select policy_id, action from preview',
  'select policy_id, action from retention_preview',
  'the preview has the same rows (what it says of them: tests/plans/questions)');
select is((select distinct percent || ' ' || (finished_at is not null) from preview), '100 true',
  'and says so');
select results_eq($$select jobs::int, action from preview where policy_id is not null order by policy_id$$,
  $$values (2, 'delete'), (3, 'archive'), (1, 'archive'), (1, 'delete')$$, 'the preview counts each job under one policy: that which archives, else the first');
select is((select oldest from preview where policy_id = :first_policy + 1), _now() - interval '70 days', 'and names the oldest');
select is(:'counted'::jsonb ->> 'jobs', '7', 'the dry run says the same');
select is((select count(*) from jobs), 17::bigint, 'nothing is gone yet');

select pg_temp.run() as result \gset
select set_eq('select name from job where not exists (select from jobs where jobs.id = job.id)',
  array['2 over the maximum, old: both let it go', '3 over the maximum, young', '4 failed, over the maximum', '5 old', '10 old, no subject',
    '12 old photo, a newer one is there', '14 failed photo'], 'what goes, one by one');
select results_eq('select policy_id, jobs, rows from retention_run_policies order by policy_id',
  'select policy_id, jobs, rows from preview where policy_id is not null and jobs > 0 order by policy_id', 'policy by policy, to the row, the run removed what the preview showed');
select is((select sum(rows) from before) - (select sum(rows) from pg_temp.rows_of_jobs()), (select sum(rows) from preview),
  'and nothing else: the tables have lost so many rows, those of old output of jobs that stay included');
select results_eq($$select before.job_id from before join pg_temp.rows_of_jobs() as now using (job_id) where before.rows <> now.rows
    and not exists (select from output_rows as output where output.job_id = now.job_id)
    and not exists (select from job where job.id = now.job_id and name ~ '^(7|9|13|16) ')$$, array[]::bigint[],
  'of jobs that stay nothing but old output is gone');
select is((select array_agg(jobs::int || ' ' || rows order by policy_id) from pg_temp.exact()
  where rows > 0 and policy_id is not null), null, 'nothing is left for another run');

select * from finish();
rollback;
