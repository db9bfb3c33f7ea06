begin;
\ir ../../fixtures.psql
select plan(7);
select pg_temp.executor() as executor \gset
select baton.define_job_type('{"job_type": "t_many", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
select baton.define_job_type('{"job_type": "t_few", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
insert into jobs (job_type, auto_start) values ('t_few', false) returning id as draft \gset
insert into jobs (job_type, priority) values ('t_few', 9), ('t_many', 9);
select pg_temp.claim(:executor, 2) \g /dev/null
insert into jobs (job_type) select 't_many' from generate_series(1, 2500);

select results_eq($$select job_id, job_type from newest_jobs('{in_progress}')$$,
  $$select id, job_type from jobs where status = 'in_progress' order by id desc$$, 'the newest first');
select is((select array_agg(job_type) from newest_jobs('{in_progress}', '{t_few}')),
  array['t_few'], 'of some types');
select is((select array_agg(job_id) from newest_jobs('{draft}', '{t_few}')), array[:draft::bigint],
  'few among many');
insert into job_changes select -7, 't_filler', null, 'draft', 0 from generate_series(1, 100);
select ok(_fold_jobs(100000) > 0, 'added up');
select is((select array_agg(job_id) from newest_jobs('{draft}', '{t_few}')), array[:draft::bigint],
  'the same');
-- Page by page through all of them.
create temp table seen (job_id bigint);
do $$
begin
  for v in 1..30 loop
    insert into seen
    select job_id from baton.newest_jobs('{pending,in_progress}', '{t_many}', (select min(job_id)
      from seen), 100);
  end loop;
end $$;
select results_eq('select job_id from seen order by job_id',
  $$select id from jobs where job_type = 't_many' order by id$$, 'every page goes on where the last ended');
select throws_ok($$select newest_jobs('{failed}', p_limit => 0)$$, 'BT062', null, 'a limit has limits');

select * from finish();
rollback;
