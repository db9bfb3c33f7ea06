begin;
\ir ../fixtures.psql
select plan(34);
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

create function pg_temp.is_so(p_value jsonb, p_text text) returns boolean language sql as
$$ select baton._condition_holds(jsonb_build_object('parameters.x', p_text), jsonb_build_object('parameters', jsonb_build_object('x', p_value))) $$;
select ok(not pg_temp.is_so(value, '> 5'), value::text || ' is no number, and not greater than one')
from unnest(array['"n/a"', '"5 items"', 'true', '[9]', '{"a": 9}']::jsonb[]) as value;
select ok(not pg_temp.is_so('""', '< 5'), 'nor is nothing less');
select ok(not pg_temp.is_so('" 9 "', '> 10'), 'blanks around a number make no text of it');
select ok(pg_temp.is_so('"9\n"', '= 9'), 'nor does a line end');
select ok(pg_temp.is_so('1e100', '= 1e100'), 'large numbers are equal');
select ok(not pg_temp.is_so('1e100', '!= 1e100'), 'and not different');
select ok(not pg_temp.is_so('5', '> 1' || repeat('0', 201)), 'a number of many digits is one');
select ok(pg_temp.is_so('5', '> 0.' || repeat('0', 201) || '1'), 'also behind the point');

select * from finish();
rollback;
