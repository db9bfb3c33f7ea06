-- Each type has a series per status; so many types at most, and the others are one.
begin;
\ir ../fixtures.psql
select plan(8);
create function pg_temp.value_of(p_type text, p_status text) returns float8 language sql as $$
  select value
  from metrics
  where name = 'baton_jobs' and labels = jsonb_build_object('job_type', p_type, 'status', p_status)
$$;
select baton.define_job_type('{"job_type": "counted", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
select pg_temp.executor() as one \gset
select pg_temp.value_of('(inline)', 'pending') as inline_before \gset

insert into baton.jobs (job_type) select 'counted' from generate_series(1, 3);
insert into baton.jobs (job_type, auto_start) values ('counted', false);
select pg_temp.job('[{"key": "a", "command": ["x"]}]') \g /dev/null
select is(array[pg_temp.value_of('counted', 'pending'), pg_temp.value_of('counted', 'draft'), pg_temp.value_of('counted', 'failed')],
  array[3, 1, 0]::float8[], 'jobs by status, and 0 where there are none');
select is(pg_temp.value_of('(inline)', 'pending'), :inline_before + 1::float8, 'jobs with inline steps are counted together');
select pg_temp.claim(:one, 5) \g /dev/null
select is(array[pg_temp.value_of('counted', 'pending'), pg_temp.value_of('counted', 'in_progress')],
  array[0, 3]::float8[], 'also before maintenance has added anything up');
select is((select array_agg(distinct labels ->> 'status') from metrics where name = 'baton_jobs'),
  (select array_agg(distinct status) from job_transitions, unnest(array[from_status, to_status]) as status),
  'every status that a job can have');

-- Types are there in the order in which they were defined, so those of a monitor stay.
select baton._define_job_type(jsonb_build_object('job_type', 'many' || i, 'steps', '[{"key": "a", "command": ["x"]}]'::jsonb))
from generate_series(1, 120) as i \g /dev/null
update baton.job_types set created_at = now() + right(name, -4)::int * interval '1 second' where name ~ '^many';
insert into baton.jobs (job_type) select 'many' || i from generate_series(1, 120) as i;
select is((select count(distinct labels ->> 'job_type') from metrics where name = 'baton_jobs'), 102::bigint,
  'at most 100 types, those with inline steps, and all others');
select is((select count(*) from metrics where name = 'baton_jobs'), 714::bigint, 'seven series each');
select is(pg_temp.value_of('(other)', 'pending') + (
    select sum(value) from metrics where name = 'baton_jobs' and labels ->> 'job_type' ~ '^many' and labels ->> 'status' = 'pending'),
  120::float8, 'no job is left out');
select is((select sum(value) from metrics where name = 'baton_jobs'), (select count(*)::float8 from jobs), 'together they are all');

select * from finish();
rollback;
