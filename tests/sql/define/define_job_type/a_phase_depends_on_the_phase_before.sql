begin;
\ir ../../refusal.psql
select plan(1);

select baton.define_job_type('{"job_type": "t", "steps": [
  {"key": "a", "phase": "setup", "command": ["x"]},
  {"key": "d", "phase": "middle", "command": ["x"], "depends_on": ["a"]},
  {"key": "b", "phase": "setup", "command": ["x"]},
  {"key": "c", "phase": "finish", "command": ["x"]},
  {"key": "e", "phase": "middle", "command": ["x"]},
  {"key": "f", "phase": "finish", "command": ["x"], "depends_on": []},
  {"key": "g", "command": ["x"]}]}') \g /dev/null
select results_eq($$
  select key, parents, children, ancestors from baton.definition_steps s join baton.job_types t using (definition_id)
  where t.name = 't' order by n $$, $$ values
  ('a', '{}'::int[],  '{2,5}'::int[], '{}'::int[]),
  ('d', '{1}',        '{4}',          '{1}'),
  ('b', '{}',         '{5}',          '{}'),
  ('c', '{2,5}',      '{}',           '{1,2,3,5}'),
  ('e', '{1,3}',      '{4}',          '{1,3}'),
  ('f', '{}',         '{}',           '{}'),
  ('g', '{}',         '{}',           '{}') $$,
  'phases are in the order of their first steps; depends_on, also an empty one, takes the place of the phase');

select * from finish();
rollback;
