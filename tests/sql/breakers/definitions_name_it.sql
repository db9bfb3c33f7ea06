begin;
\ir ../fixtures.psql
\ir ../refusal.psql
select plan(6);
select define_job_type('{"job_type": "t_guarded", "defaults": {"circuit_breaker": "t_api"},
  "steps": [{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"], "circuit_breaker": "t_other"}, {"key": "c", "manual": "look"}]}') \g /dev/null
select results_eq($$select d.key, d.circuit_breaker, l.circuit_breaker from definition_steps d join job_types t using (definition_id)
  join lanes l on l.id = d.lane where t.name = 't_guarded' order by d.n$$,
  $$values ('a', 't_api', 't_api'), ('b', 't_other', 't_other'), ('c', 't_api', 't_api')$$, 'of the step, else of the defaults');
select is((select count(*) from circuit_breakers where name in ('t_api', 't_other') and state = 'closed'), 2::bigint, 'made when they are named');
select is(pg_temp.step_refusal('{"circuit_breaker": "a b"}'),
  'BT005: step a: circuit_breaker must be a name of up to 63 letters, digits, "_", "." and "-"', 'a bad name');
select is(pg_temp.definition_refusal('[{"key": "m", "manual": "look", "circuit_breaker": "t_api"}]'),
  'BT005: step m: circuit_breaker has no meaning for a manual step', 'nor for a person');
select throws_like($$update circuit_breakers set threshold = 0 where name = 't_api'$$, '%threshold_is_between_1_and_1000%', 'policies have bounds');
select throws_like($$delete from circuit_breakers where name = 't_api'$$, 'circuit breaker t_api is named by %', 'one that definitions name stays');
select * from finish();
rollback;
