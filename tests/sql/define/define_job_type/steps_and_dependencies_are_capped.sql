begin;
\ir ../../refusal.psql
select plan(2);

update baton.settings set max_steps_per_job = 4, max_edges_per_job = 3;
select is(pg_temp.definition_refusal((select jsonb_agg(jsonb_build_object('key', 's' || i, 'manual', 'x')) from generate_series(1, 5) as i)::text),
  'BT016: the definition has 5 steps, more than 4', 'steps');
select is(pg_temp.definition_refusal((select jsonb_agg(jsonb_build_object('key', 's' || i, 'manual', 'x', 'phase', 'p' || i % 2))
                                      from generate_series(1, 4) as i)::text),
  'BT016: the definition has more than 3 dependencies', 'dependencies, also those that come from phases');

select * from finish();
rollback;
