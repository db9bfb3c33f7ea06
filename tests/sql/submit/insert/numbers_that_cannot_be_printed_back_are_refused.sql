begin;
\ir ../../refusal.psql
select plan(8);

select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null

create function pg_temp.number(p_number text) returns text language sql as $$
  select pg_temp.refusal(format('insert into baton.jobs (job_type, parameters) values (''t'', %L)', '{"a": [{"n": ' || p_number || '}]}'))
$$;
select is(pg_temp.number('1e400'), 'BT024: parameters hold a number that cannot be printed back', 'too large');
select is(pg_temp.number('-1e309'), 'BT024: parameters hold a number that cannot be printed back', 'too small');
select is(pg_temp.number('1.8e308'), 'BT024: parameters hold a number that cannot be printed back', 'just too large');
select is(pg_temp.number('1e-400'), 'BT024: parameters hold a number that cannot be printed back', 'too near to zero');
select is(pg_temp.number(repeat('1', 400) || '.5'), 'BT024: parameters hold a number that cannot be printed back', 'too long');
select is(pg_temp.number('1.7e308'), 'accepted (something was stored)', 'the largest doubles');
select is(pg_temp.number('0.1234567890123456789'), 'accepted (something was stored)', 'a price');
select is(pg_temp.number('"' || repeat('1', 400) || '"'), 'accepted (something was stored)', 'digits in a text are no number');

select * from finish();
rollback;
