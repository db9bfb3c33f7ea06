begin;
\ir ../fixtures.psql
select plan(3);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as job \gset
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.report(:job, 'a', '{"ended": "exited", "exit_code": 87}') \g /dev/null
select is_empty('select * from baton.preview_error_classes()', 'without an edit nothing would change');
insert into baton.error_classes (code, error_type, max_retries, exit_codes, position, user_message, suggested_action)
select 'T_OWN', 'FATAL', 0, '{87}', 1, 'own', 'look';
select is((select code || ' -> ' || new_code || ', ' || new_rule from baton.preview_error_classes()), 'UNKNOWN -> T_OWN, exit code 87', 'what would fall into the new class, and why');
select isnt((select rule from baton.recent_failures where job_id = :job), null, 'recent_failures says which rule matched');
select * from finish();
rollback;
