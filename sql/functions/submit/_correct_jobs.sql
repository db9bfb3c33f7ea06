-- Gives new jobs the current definition of their job type where they found another: it was replaced
-- during their statement, or the setting by which rows remember it was written by somebody else
-- (_prepare_job).
create function baton._correct_jobs(p_jobs bigint[]) returns void
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_refused record;
begin
  select j.job_type, t.disabled_at into v_refused
  from jobs j
  left join job_types t on t.name = j.job_type
  where j.id = any (p_jobs) and j.job_type is not null and (t.name is null or t.disabled_at is not null)
  limit 1;
  if found then
    perform _refuse_job_type(v_refused.job_type, v_refused.disabled_at);
  end if;

  update jobs j
  set definition_id = t.definition_id, total_steps = t.step_count, open_steps = t.step_count
  from job_types t
  where j.id = any (p_jobs) and t.name = j.job_type
    and (j.definition_id, j.total_steps) is distinct from (t.definition_id, t.step_count);
end
$$;
comment on function baton._correct_jobs(bigint[]) is
  'Gives new jobs the current definition of their job type.';
