begin;
\ir ../fixtures.psql
\ir ../refusal.psql
select plan(10);
select define_job_type('{"job_type": "t_limited", "defaults": {"limit": "t_browser"},
  "steps": [{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"], "limit": "t_other"}, {"key": "c", "manual": "look"}]}') \g /dev/null
select results_eq($$select d.key, l.limit_name, l.gated from definition_steps d join job_types t using (definition_id)
  join lanes l on l.id = d.lane where t.name = 't_limited' order by d.n$$,
  $$values ('a', 't_browser', true), ('b', 't_other', true), ('c', 't_browser', true)$$, 'of the step, else of the defaults');
select is((select count(*) from concurrency_limits where name in ('t_browser', 't_other') and slots = 1), 2::bigint, 'made when they are named');
select is(pg_temp.step_refusal('{"limit": "a b"}'),
  'BT005: step a: limit must be a name of up to 63 letters, digits, "_", "." and "-"', 'a bad name');
select is(pg_temp.step_refusal('{"limit": 3}'),
  'BT005: step a: limit must be a name of up to 63 letters, digits, "_", "." and "-"', 'a number is none');
select is(pg_temp.definition_refusal('[{"key": "m", "manual": "look", "limit": "t_browser"}]'),
  'BT005: step m: limit has no meaning for a manual step', 'nor for a person');
select throws_ok($$delete from concurrency_limits where name = 't_browser'$$, 'BT082',
  'concurrency limit t_browser is named by job type t_limited', 'one that a job type names stays');
select define_job_type('{"job_type": "t_queued", "steps": [{"key": "a", "command": ["x"], "queue": "t_queue", "circuit_breaker": "t_breaker"}]}') \g /dev/null
select throws_ok($$delete from queues where name = 't_queue'$$, 'BT082', 'queue t_queue is named by job type t_queued', 'so does a queue');
select throws_ok($$delete from circuit_breakers where name = 't_breaker'$$, 'BT082', 'circuit breaker t_breaker is named by job type t_queued', 'and a breaker');
insert into queues (name) values ('t_unused');
insert into circuit_breakers (name) values ('t_unused');
select lives_ok($$delete from queues where name = 't_unused'$$, 'a queue that nothing names goes');
select lives_ok($$delete from circuit_breakers where name = 't_unused'$$, 'and so does such a breaker');
select * from finish();
rollback;
