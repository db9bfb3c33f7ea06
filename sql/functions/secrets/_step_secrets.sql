-- For a claimed step of a job that came with secrets: whether it is to fetch some, or why it cannot
-- have them.
create function baton._step_secrets(p_job_id bigint, p_secret_names text[], p_environment jsonb,
  out needs_secrets boolean, out unstartable text)
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_names text[] := array(select name from unnest(_secret_names(p_environment)) as name where name = any (p_secret_names));
begin
  if v_names = '{}' then
    return;
  end if;
  needs_secrets := exists (select from job_secrets where job_id = p_job_id);
  if not needs_secrets then
    -- Never a file of that name instead: the job asked for a value of its own.
    unstartable := jsonb_build_object('code', 'SECRETS_ERASED', 'message',
      format('the step needs %s, which came with the job and ended with it', array_to_string(v_names, ', ')))::text;
  end if;
end
$$;
comment on function baton._step_secrets(bigint, text[], jsonb) is
  'Whether a step of a job with secrets needs some of them, and why it cannot be started if they '
  'are erased.';
