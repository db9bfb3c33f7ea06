-- Called only for a change of status that is not in the transition tables: see triggers.sql.
create or replace function baton._refuse_transition() returns trigger
language plpgsql
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  raise exception using errcode = 'BT018',
    message = case tg_table_name
      when 'jobs' then format('job %s cannot go from %s to %s', to_jsonb(old) ->> 'id', old.status, new.status)
      else format('step %s of job %s cannot go from %s to %s',
                  baton._step_key((to_jsonb(old) ->> 'job_id')::bigint, (to_jsonb(old) ->> 'n')::int),
                  to_jsonb(old) ->> 'job_id', old.status, new.status)
    end,
    hint = format('Use the functions of schema baton; %s lists what is possible.',
                  case tg_table_name when 'jobs' then 'baton.job_transitions' else 'baton.step_transitions' end);
end
$$;
