-- What people are told when a step of this job type ran out of time, and what then happens: rows of a policy, tried before
-- those for all job types. Needs the role baton_operator; may be run again.
begin;
delete from baton.error_classes where job_type = 'register_restaurant';
insert into baton.error_classes
  (job_type, position, code, timed_out, partial, pattern, error_type, max_retries, backoff, recoverable, user_message, suggested_action)
values
  ('register_restaurant', 10, 'PARTIAL_SUCCESS', true, true, 'Head code injection added', 'RETRYABLE', 1, 'fixed', false,
   'Configuration timed out. Partial configuration was applied (head code added). Last successful step: STEP {{checkpoint.last_step}}.',
   'Try again: it goes on after that step'),
  ('register_restaurant', 20, 'PARTIAL_SUCCESS', true, true, 'Import stopped after', 'RETRYABLE', 1, 'fixed', false,
   'Upload timed out. The menu may be too large or the server may be busy. {{checkpoint.last_item}} items were uploaded.',
   'Try again: it goes on after those items'),
  ('register_restaurant', 30, 'TIMEOUT', true, null, 'items from the CSV file', 'RETRYABLE', 3, 'exponential', true,
   'Upload timed out. The menu may be too large or the server may be busy. Please try again.',
   'Try again; if it happens again, split the menu');
commit;
