begin;
\ir ../fixtures.psql
select plan(11);
truncate baton.attempt_counts, baton.attempt_totals;
select baton.define_job_type('{"job_type": "seen", "steps": [{"key": "a", "command": ["x"], "circuit_breaker": "seen", "limit": "seen"}]}') \g /dev/null
insert into baton.queues (name) values ('seen');
select pg_temp.executor('seer') as one \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as job \gset
select pg_temp.claim(:one) \g /dev/null
select pg_temp.report(:job, 'a') \g /dev/null

select is((select string_agg(named.family, ' ') from baton._metric_names() as named where not exists (select from metrics where metrics.family = named.family)),
  null, 'every family has a sample');
select is((select string_agg(distinct sample.family, ' ')
  from unnest('{attempts,executors,queues,jobs,maintenance,server}'::text[]) as part, baton._metrics_of(part) as sample
  where sample.family not in (select family from baton._metric_names())), null, 'every sample has a name');
select is((select count(*) from (select from metrics group by name, labels having count(*) > 1) as twice), 0::bigint, 'no sample is there twice');
select is((select string_agg(name, ' ') from metrics where value is null or exists (select from jsonb_each(labels) where jsonb_typeof(value) <> 'string')),
  null, 'every sample has a value, and labels are texts');

-- As docs/how-to/watch.md has it.
select is((select jsonb_object_agg(per, series) from (
    select label.key as per, count(*) / count(distinct label.value) as series
    from metrics, jsonb_each_text(labels) as label
    where label.key in ('queue', 'executor', 'breaker', 'limit', 'job_type')
    group by label.key) as counted),
  '{"queue": 5, "executor": 4, "breaker": 4, "limit": 2, "job_type": 7}', 'so many series for each name that people give');
select is((select count(*) from metrics where not labels ?| '{queue,executor,breaker,limit,job_type,outcome}' or family = 'baton_job_recoveries_total'),
  41::bigint, 'and so many for the database');

-- The oldest of a queue is found behind younger ones of a higher priority.
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as old \gset
select pg_temp.pass('90 seconds');
insert into baton.jobs (steps, priority) values ('[{"key": "a", "command": ["x"]}]', 9);
select is((select array_agg(value order by name) from metrics where labels = '{"queue": "default"}' and name in ('baton_queue_oldest_ready_age_seconds', 'baton_queue_ready_steps')),
  array[90, 2]::float8[], 'two wait, the oldest for 90 s');
select is((select value from metrics where name = 'baton_queue_oldest_ready_age_seconds' and labels = '{"queue": "default"}'),
  (select extract(epoch from oldest_ready_age)::float8 from queue_health where queue = 'default'), 'as queue_health has it');
select pg_temp.claim(:one) \g /dev/null
select is((select array_agg(value order by name) from metrics where labels ->> 'executor' = 'seer'), array[0, 2, 90, 100]::float8[],
  'an executor''s missed ticks, attempts, age and slots');
select is((select array_agg(value order by labels ->> 'state') from metrics where name = 'baton_breaker_state' and labels ->> 'breaker' = 'seen'),
  array[1, 0, 0]::float8[], 'a breaker is in one state');

-- However many wait.
insert into baton.jobs (steps) select '[{"key": "a", "command": ["x"]}]' from generate_series(1, 1001);
select is((select value from metrics where name = 'baton_queue_ready_steps' and labels = '{"queue": "default"}'), 1000::float8, 'what waits is counted up to 1000');

select * from finish();
rollback;
