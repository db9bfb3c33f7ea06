-- p_although: although something of it could not be killed, which is no success without a word
-- about it. How an attempt ended, in the order of the protocol: stopped by the executor; the
-- script's own last word; exit status; required rules. A last word that cannot be read may have
-- been "failed": that is no success.
create function baton._reported_success(p_report jsonb, p_although boolean default false)
returns boolean
language sql immutable
as $$
  select coalesce(case
    when not p_although and p_report -> 'details' ? 'unkillable' then false
    when p_report ->> 'ended' not in ('exited', 'signaled') then false
    when p_report ? 'unreadable_verdict' then false
    when p_report -> 'message' is not null then
      p_report -> 'message' ->> 'type' = 'completion' and p_report -> 'message' ->> 'status' = 'success'
    else p_report ->> 'ended' = 'exited' and p_report -> 'exit_code' = '0'
      and coalesce(p_report -> 'missing_required', '[]') = '[]'
  end, false)   -- what a report leaves out speaks against a success
$$;
comment on function baton._reported_success(jsonb, boolean) is
  'Whether a report of an executor is about a success.';
