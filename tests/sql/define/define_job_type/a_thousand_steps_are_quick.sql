begin;
\ir ../../refusal.psql
select plan(3);

-- A chain has half a million ancestors, two phases of 100 have 10,000 edges: both are the largest that fit.
set local statement_timeout = '20 s';
select lives_ok($$
  select baton.define_job_type(jsonb_build_object('job_type', 't_chain', 'steps',
    (select jsonb_agg(jsonb_build_object('key', 's' || i, 'command', jsonb_build_array('x'),
       'depends_on', case when i = 1 then '[]' else jsonb_build_array('s' || i - 1) end) order by i)
     from generate_series(1, 1000) as i)))
$$, 'a chain of 1,000 steps');
select is((select cardinality(ancestors) from baton.definition_steps where key = 's1000'), 999, 'its last step depends on all others');
select lives_ok($$
  select baton.define_job_type(jsonb_build_object('job_type', 't_phases', 'steps',
    (select jsonb_agg(jsonb_build_object('key', 's' || i, 'command', jsonb_build_array('x'),
       'phase', case when i < 100 then 'one' else 'two' end) order by i)
     from generate_series(0, 199) as i)))
$$, 'two phases of 100 steps, each of the second waiting for each of the first');

select * from finish();
rollback;
