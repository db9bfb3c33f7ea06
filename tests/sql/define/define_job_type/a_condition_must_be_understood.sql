begin;
\ir ../../refusal.psql
select plan(19);

select is(pg_temp.step_refusal('{"when": {}}'), 'BT005: step a: when must be a JSON object that is not empty', 'empty');
select is(pg_temp.step_refusal('{"when": "x > 0"}'), 'BT005: step a: when must be a JSON object that is not empty', 'a string');
select is(pg_temp.step_refusal('{"when": {"items": "> 0"}}'), 'BT014: step a: when: "items" is not a path', 'a path without a root');
select is(pg_temp.step_refusal('{"when": {"context.b.items": "> 0"}}'),
  'BT014: step a: context.b.items names a step that it does not depend on', 'a step that may not have run');
select is(pg_temp.step_refusal(format('{"when": {"parameters.n": %s}}', to_json(comparison))),
  'BT005: step a: when: the comparison of parameters.n is not understood', comparison)
from unnest(array['', '0', '> many', '>0', '=', 'is null']) as comparison;
select is(pg_temp.step_refusal('{"when": {"parameters.n": 0}}'),
  'BT005: step a: when: the comparison of parameters.n is not understood', 'a number');
select is(pg_temp.step_refusal(format('{"when": {"parameters.n": %s}}', to_json(comparison))),
  'accepted (something was stored)', comparison)
from unnest(array['> 0', '>= 1.5', '< -2', '<= 3', '= abc', '!= x y', 'exists', 'missing']) as comparison;

select * from finish();
rollback;
