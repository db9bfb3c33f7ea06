begin;
\ir ../fixtures.psql
-- Stopped by the executor; the script's own last word; exit status; required rules.
select plan(1);
select pg_temp.executor('judge', 1000) as executor \gset
create function pg_temp.judged(p_executor bigint, p_report jsonb) returns text language plpgsql as $$
declare
  v_job bigint := pg_temp.job('[{"key": "a", "command": ["x"], "max_attempts": 1}]');
begin
  perform pg_temp.claim(p_executor);
  perform pg_temp.report(v_job, 'a', p_report);
  return (select format('%s, %s, %s: %s', s.status, t.outcome, coalesce(s.error_code, 'no error'), coalesce(s.error_detail, s.error_message, 'no message'))
    from steps as s join attempts as t using (job_id) where job_id = v_job);
end $$;
select results_eq(format($$
  select report ->> 'case', pg_temp.judged(%s, report)
  from jsonb_array_elements('[
    {"case": "exit 0", "ended": "exited", "exit_code": 0},
    {"case": "exit 3", "ended": "exited", "exit_code": 3},
    {"case": "exit 3 says why on stderr", "ended": "exited", "exit_code": 3, "output": [{"stream": "stderr", "start": 0, "end": 20, "text": "first\nthe last line\n"}]},
    {"case": "killed", "ended": "signaled", "signal": 9},
    {"case": "killed for memory", "ended": "signaled", "signal": 9, "details": {"oom_kills": 1}},
    {"case": "a command of it killed for memory", "ended": "exited", "exit_code": 137, "details": {"oom_kills": 1}},
    {"case": "another was killed for memory", "ended": "exited", "exit_code": 3, "details": {"oom_kills": 1}},
    {"case": "killed for memory after it was stopped", "ended": "timeout", "signal": 9, "details": {"oom_kills": 1}},
    {"case": "segmentation fault", "ended": "signaled", "signal": 11},
    {"case": "completion success beats exit 1", "ended": "exited", "exit_code": 1, "message": {"type": "completion", "status": "success"}},
    {"case": "completion failed beats exit 0", "ended": "exited", "exit_code": 0, "message": {"type": "completion", "status": "failed"}},
    {"case": "completion partial", "ended": "exited", "exit_code": 0, "message": {"type": "completion", "status": "partial"}},
    {"case": "error message beats exit 0", "ended": "exited", "exit_code": 0, "message": {"type": "error", "code": "NETWORK", "message": "no route"}},
    {"case": "timeout beats a success", "ended": "timeout", "message": {"type": "completion", "status": "success"}},
    {"case": "idle timeout", "ended": "idle_timeout"},
    {"case": "a required rule that matched nothing", "ended": "exited", "exit_code": 0, "missing_required": ["DONE"]},
    {"case": "partial rule on exit 0 means nothing", "ended": "exited", "exit_code": 0, "rule_partial": true},
    {"case": "partial rule on exit 1", "ended": "exited", "exit_code": 1, "rule_partial": true},
    {"case": "error rule on exit 1", "ended": "exited", "exit_code": 1, "rule_error": "VALIDATION"},
    {"case": "error rule on exit 0 means nothing", "ended": "exited", "exit_code": 0, "rule_error": "VALIDATION"},
    {"case": "already done", "ended": "exited", "exit_code": 1, "rule_error": "STATE_CONFLICT"},
    {"case": "pattern in stderr", "ended": "exited", "exit_code": 1, "output": [{"stream": "stderr", "start": 0, "end": 20, "text": "Error: connect ECONNREFUSED"}]},
    {"case": "command not found", "ended": "not_started", "message": {"type": "error", "code": "COMMAND_NOT_FOUND", "message": "no such file"}},
    {"case": "supervisor lost", "ended": "supervisor_lost"},
    {"case": "sql serialisation", "ended": "sql_failed", "sqlstate": "40001", "message": {"type": "error", "message": "could not serialize"}}
  ]') with ordinality as given(report, place) order by place $$, :executor),
  $$ values
    ('exit 0', 'completed, completed, no error: no message'),
    ('exit 3', 'failed, failed, UNKNOWN: exited with 3'),
    ('exit 3 says why on stderr', 'failed, failed, UNKNOWN: the last line'),
    ('killed', 'failed, failed, PROCESS_KILLED: killed by signal 9, not by its executor: often that is the kernel, for lack of memory'),
    ('killed for memory', 'failed, failed, ENOMEM: killed by the kernel for lack of memory, on the machine or in the executor''s control group'),
    ('a command of it killed for memory', 'failed, failed, ENOMEM: killed by the kernel for lack of memory, on the machine or in the executor''s control group'),
    ('another was killed for memory', 'failed, failed, UNKNOWN: exited with 3'),
    ('killed for memory after it was stopped', 'failed, failed, TIMEOUT: ran longer than its timeout of 2 min'),
    ('segmentation fault', 'failed, failed, UNKNOWN: killed by signal 11'),
    ('completion success beats exit 1', 'completed, completed, no error: no message'),
    ('completion failed beats exit 0', 'failed, failed, UNKNOWN: exited with 0'),
    ('completion partial', 'failed, partial, PARTIAL_SUCCESS: exited with 0'),
    ('error message beats exit 0', 'failed, failed, NETWORK: no route'),
    ('timeout beats a success', 'failed, failed, TIMEOUT: ran longer than its timeout of 2 min'),
    ('idle timeout', 'failed, failed, TIMEOUT: gave no sign of life for its idle timeout; output in a buffer is none (python -u, stdbuf -oL)'),
    ('a required rule that matched nothing', 'failed, failed, UNKNOWN: exited with 0, but its output lacks ''DONE'''),
    ('partial rule on exit 0 means nothing', 'completed, completed, no error: no message'),
    ('partial rule on exit 1', 'failed, partial, PARTIAL_SUCCESS: exited with 1'),
    ('error rule on exit 1', 'failed, failed, VALIDATION: exited with 1'),
    ('error rule on exit 0 means nothing', 'completed, completed, no error: no message'),
    ('already done', 'completed, completed, STATE_CONFLICT: exited with 1'),
    ('pattern in stderr', 'failed, failed, NETWORK: Error: connect ECONNREFUSED'),
    ('command not found', 'failed, failed, COMMAND_NOT_FOUND: no such file'),
    ('supervisor lost', 'failed, failed, PROCESS_KILLED: its supervisor process was killed'),
    ('sql serialisation', 'failed, failed, DB_TRANSIENT: could not serialize') $$,
  'each end means what the protocol says');

select * from finish();
rollback;
