begin;
\ir ../../refusal.psql
select plan(6);

select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null

create function pg_temp.nested(p_levels int) returns text language sql as $$
  select pg_temp.refusal(format('insert into baton.jobs (job_type, parameters) values (''t'', %L)',
    '{"a": ' || repeat('[', p_levels - 1) || repeat(']', p_levels - 1) || '}'))
$$;
select is(pg_temp.nested(64), 'accepted (something was stored)', '64 levels');
select is(pg_temp.nested(65), 'BT023: parameters are nested more than 64 levels deep', '65 levels');
select is(pg_temp.nested(3000), 'BT023: parameters are nested more than 64 levels deep', '3,000 levels');
select is(pg_temp.refusal(format('insert into baton.jobs (job_type, parameters) values (''t'', %L)',
    repeat('{"a":', 65) || '1' || repeat('}', 65))), 'BT023: parameters are nested more than 64 levels deep', 'objects');
select is(pg_temp.refusal(format('insert into baton.jobs (job_type, parameters) values (''t'', %L)',
    json_build_object('a', repeat('[', 100)))), 'accepted (something was stored)', 'brackets in a text are not levels');
update baton.settings set max_parameters_depth = 2;
select is(pg_temp.nested(3), 'BT023: parameters are nested more than 2 levels deep', 'the setting decides, also for a short document');

select * from finish();
rollback;
