begin;
\ir ../fixtures.psql
select plan(11);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as job \gset
create function pg_temp.said(p_text text) returns jsonb language sql as $$
  select jsonb_build_object('ended', 'exited', 'exit_code', 1, 'output', jsonb_build_array(jsonb_build_object('stream', 'stderr', 'start', 0, 'end', 9, 'text', p_text)))
$$;
select pg_temp.claim(:executor) \g /dev/null
-- Output that was stored while it ran is read too, once.
select baton.append_output(:executor, jsonb_build_array(jsonb_build_object('job_id', :job, 'n', 1, 'token', token, 'stream', 'stderr', 'start', 0, 'end', 20, 'text', 'connect ECONNREFUSED')))
from running where job_id = :job \g /dev/null
select pg_temp.report(:job, 'a', '{"ended": "exited", "exit_code": 7, "output": [{"stream": "stderr", "start": 20, "end": 25, "text": "\nbye\n"}]}') \g /dev/null
select is((select row(code, class_position, exit_code, ended, error_detail, followed_by, next_retry_at is not null)::text from recent_failures where job_id = :job),
  row('NETWORK'::text, 660, 7, 'exited'::text, 'bye'::text, 'retrying'::text, true)::text, 'the class, and that a retry follows');
select matches((select rule from recent_failures where job_id = :job), '^pattern: .*ECONNREFUSED', 'the row that matched');
select pg_temp.pass('1 minute') \g /dev/null
select is(pg_temp.claim(:executor), 'a', 'attempt 2');
select is((select followed_by from recent_failures where job_id = :job and attempt = 1), 'attempt 2', 'which followed');
select pg_temp.report(:job, 'a', pg_temp.said('sold out')) \g /dev/null

-- A row is tried before it acts.
savepoint edit;
insert into baton.error_classes (position, code, pattern, error_type, user_message, suggested_action)
values (95, 'SOLD_OUT', 'sold out', 'FATAL', 'Nothing is left.', 'Order more') returning id as row \gset
select results_eq(format('select attempt, code, new_code, new_rule, error_detail from preview_error_classes() where job_id = %s', :job),
  $$values (2, 'UNKNOWN', 'SOLD_OUT', 'pattern: sold out', 'sold out')$$, 'which failures it would have changed');
rollback to edit;
select is((select count(*) from preview_error_classes() where job_id = :job), 0::bigint, 'as the rows are, all would be as they were');

select pg_temp.pass('1 minute') \g /dev/null
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.report(:job, 'a', '{"ended": "exited", "exit_code": 1, "rule_error": "STATE_CONFLICT"}') \g /dev/null
select is((select array_agg(code || ': ' || followed_by order by attempt) from recent_failures where job_id = :job),
  array['NETWORK: attempt 2', 'UNKNOWN: attempt 3', 'STATE_CONFLICT: completed with a warning'], 'to its end');

-- By hand
select results_eq($$select code, class_job_type, matched from classify_error('t_mine', 3, null, false, null, '', 'connect ECONNREFUSED')$$,
  $$values ('NETWORK', null::text, 'pattern: ECONNREFUSED')$$, 'by what it matches');
insert into baton.error_classes (job_type, position, code, exit_codes, pattern, error_type, user_message, suggested_action)
values ('t_mine', 5000, 'EMPTY', '{3}', 'refused', 'FATAL', 'The menu is empty: {{error}}.', 'Fill it');
select results_eq($$select code, user_message, class_job_type, matched from classify_error('t_mine', 3, null, false, null, '', 'Connect Refused.')$$,
  $$values ('EMPTY', 'The menu is empty: Connect Refused.', 't_mine', 'exit code 3, pattern: Refused')$$, 'a row of the job type goes first');
select is((select code from classify_error('t_other', 3, null, false, null, '', 'refused')), 'UNKNOWN', 'for its job type only');
delete from baton.error_classes where code = 'UNKNOWN';
select is_empty($$select * from classify_error('t_other', 3, null, false, null, '', 'refused')$$, 'no row, no class');
select * from finish();
rollback;
