-- Steps that name these breakers completed. Skips a breaker that somebody else has locked: what
-- matters here (the success of the step that tries) was locked by _lock_breakers before.
create function baton._count_successes(p_breakers text[], p_tokens uuid[]) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v circuit_breakers;
begin
  for v in
    select *
    from circuit_breakers
    where name = any (p_breakers) and (state = 'half_open' or state = 'closed' and failures > 0)
    order by name
    for no key update skip locked
  loop
    if v.state = 'closed' then
      update circuit_breakers set failures = 0 where name = v.name;
    elsif v.probe_token = any (p_tokens) and exists (
        select from attempt_rows as attempt
        where attempt.job_id = v.probe_job_id and attempt.n = v.probe_n and attempt.token = v.probe_token
          and attempt.outcome = 'completed') then
      perform _change_breaker(v.name, 'closed', 'baton', 'the step that tried completed', null);
    end if;
  end loop;
end
$$;
comment on function baton._count_successes(text[], uuid[]) is
  'Ends the row of failures of breakers whose steps completed, and closes a half-open one whose '
  'probe did.';
