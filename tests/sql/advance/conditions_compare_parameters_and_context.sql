begin;
\ir ../fixtures.psql
select plan(32);
create function pg_temp.holds(p_path text, p_text text) returns boolean language sql as
$$ select baton._condition_holds(jsonb_build_object(p_path, p_text),
  '{"parameters": {"n": 10, "s": "abc", "t": true, "z": null, "d": "007"}, "context": {"menuImport": {"items": 148}}}') $$;
select ok(pg_temp.holds('context.menuImport.items', '> 0'), 'greater');
select ok(not pg_temp.holds('context.menuImport.items', '> 148'), 'not greater');
select ok(pg_temp.holds('context.menuImport.items', '>= 148'), 'at least');
select ok(pg_temp.holds('parameters.n', '< 9.5e1'), 'less, as a number (not as text)');
select ok(pg_temp.holds('parameters.n', '<= 10'), 'at most');
select ok(pg_temp.holds('parameters.n', '= 10.0'), 'equal numbers');
select ok(not pg_temp.holds('parameters.n', '!= 10'), 'not different');
select ok(pg_temp.holds('parameters.s', '= abc'), 'equal text');
select ok(not pg_temp.holds('parameters.s', '= abd'), 'other text');
select ok(pg_temp.holds('parameters.s', '!= abd'), 'different text');
select ok(pg_temp.holds('parameters.t', '= true'), 'a boolean');
select ok(pg_temp.holds('parameters.n', 'exists'), 'there');
select ok(not pg_temp.holds('parameters.x', 'exists'), 'not there');
select ok(not pg_temp.holds('parameters.z', 'exists'), 'null counts as not there');
select ok(pg_temp.holds('parameters.x', 'missing'), 'missing');
select ok(not pg_temp.holds('parameters.n', 'missing'), 'not missing');
select ok(not pg_temp.holds('parameters.x', '> 0'), 'what is missing is not greater');
select ok(not pg_temp.holds('parameters.x', '= '), 'nor equal to nothing');
select ok(pg_temp.holds('parameters.x', '!= 1'), 'but different');
select ok(pg_temp.holds('parameters.d', '= 7'), 'digits in a text compare as a number');
select ok(baton._condition_holds('{"parameters.n": "> 1", "parameters.s": "= abc"}', '{"parameters": {"n": 2, "s": "abc"}}'), 'all of several');
select ok(not baton._condition_holds('{"parameters.n": "> 1", "parameters.s": "= abc"}', '{"parameters": {"n": 2, "s": "x"}}'), 'one of several is not enough');

select ok(not baton._condition_holds(jsonb_build_object('parameters.x', comparison),
    jsonb_build_object('parameters', jsonb_build_object('x', value))),
  format('%s is not %s', value, comparison))
from (values ('"n/a"'::jsonb, '> 0'), ('true', '> 0'), ('[1]', '>= 0'), ('{"a": 1}', '> 0'),
  ('"5 items"', '> 0'), ('"9 "', '> 10'), ('"-"', '< 1'), ('"abc"', '<= 2')) as t (value, comparison);
select ok(baton._condition_holds('{"parameters.x": "= 1e100"}', '{"parameters": {"x": 1e100}}'),
  'a number of three digits in its exponent is one');
select ok(not baton._condition_holds('{"parameters.x": "> 1e101"}', '{"parameters": {"x": 1e100}}'),
  'and compares as one');

select * from finish();
rollback;
