-- Whether a script was killed, not by its executor, while the kernel killed for lack of memory.
-- 137: the shell's way to say that a command of its was.
create function baton._was_out_of_memory(p_report jsonb) returns boolean
language sql immutable
as $$
  select coalesce(p_report -> 'details' ? 'oom_kills' and (p_report ->> 'ended' = 'signaled'
    and p_report -> 'signal' = '9' or p_report ->> 'ended' = 'exited' and p_report -> 'exit_code' = '137'), false)
$$;
comment on function baton._was_out_of_memory(jsonb) is
  'Whether a report is about a script that the kernel killed for lack of memory.';
