begin;
\set QUIET on
create function pg_temp.refused(p_change text) returns text language plpgsql as $$
declare
  v_constraint text;
begin
  insert into baton.error_classes (position, code, error_type, max_retries, user_message, suggested_action, pattern)
  values (999, 'MINE', 'RETRYABLE', 1, 'It failed. Retrying...', 'Try again', 'mine');
  execute 'update baton.error_classes set ' || p_change || ' where position = 999';
  delete from baton.error_classes where position = 999;
  return 'accepted';
exception when others then
  get stacked diagnostics v_constraint = constraint_name;
  return coalesce(nullif(v_constraint, ''), sqlerrm);
end $$;
create temp table tried (change text, reason text);
insert into tried values
  ('code = ''mine''', 'code_is_an_upper_case_name'),
  ('position = 0', 'position_is_between_1_and_1000000'),
  ('max_retries = -1', 'max_retries_are_between_0_and_1000'),
  ('max_retries = 1001', 'max_retries_are_between_0_and_1000'),
  ('error_type = ''FATAL''', 'only_retryable_classes_have_retries'),
  ('error_type = ''OTHER''', 'error_type_is_retryable_or_fatal'),
  ('backoff = ''random''', 'backoff_is_known'),
  ('base_delay = ''-1 s''', 'base_delay_is_between_0_and_1_day'),
  ('base_delay = ''1 min''', 'max_delay_is_between_base_delay_and_30_days'),
  ('jitter = 1.5', 'jitter_is_between_0_and_1'),
  ('pattern = ''(unclosed''', 'invalid regular expression: parentheses () not balanced'),
  ('pattern = ''a*''', 'pattern_does_not_match_the_empty_text'),
  ('pattern = ''this|''', 'pattern_does_not_match_the_empty_text'),
  ('pattern = ''(?i)mine''', 'pattern_has_no_options_in_front'),
  ('pattern = ''***:mine''', 'pattern_has_no_options_in_front'),
  ('pattern = ''(a)\1''', 'pattern_has_no_back_reference'),
  ('pattern = repeat(''a'', 2001)', 'pattern_is_at_most_2000_characters'),
  ('exit_codes = ''{256}''', 'exit_codes_are_between_0_and_255_if_given'),
  ('exit_codes = ''{}''', 'exit_codes_are_between_0_and_255_if_given'),
  ('signals = ''{0}''', 'signals_are_between_1_and_64_if_given'),
  ('reported_codes = ''{}''', 'reported_codes_are_texts_if_given'),
  ('complete_with_warning = true, pattern = null', 'only_a_code_an_exit_code_or_a_pattern_completes_with_a_warning'),
  ('user_message = ''''', 'user_message_is_between_1_and_500_characters'),
  ('user_message = ''Hello {{parameters.password}}''', 'user_message_has_only_placeholders_of_checkpoint_step_job_error'),
  ('suggested_action = ''''', 'suggested_action_is_between_1_and_500_characters'),
  ('suggested_action = ''Mend {{error}}''', 'suggested_action_has_no_placeholder_but_job_id'),
  ('position = 100, job_type = null', 'error_classes_in_order'),
  ('code = null', 'error_classes.code is missing'),
  ('suggested_action = null', 'error_classes.suggested_action is missing'),
  ('job_type = ''gone''', 'error_classes: there is no job type gone'),
  ('job_type = ''t''', 'accepted'),
  ('pattern = ''a\\1b''', 'accepted'),
  ('user_message = ''At {{checkpoint.last_step}} of {{ step.label }}: {{error}}''', 'accepted'),
  ('suggested_action = ''Look at job {{ job.id }}''', 'accepted');
select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
select plan(count(*)::int) from tried;
select is(pg_temp.refused(change), reason, change) from tried;
select * from finish();
rollback;
