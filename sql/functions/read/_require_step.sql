create function baton._require_step(p_job_id bigint, p_step text)
returns int
language plpgsql
stable
set search_path = pg_catalog, baton, pg_temp
as $$
declare
  v_n int;
begin
  perform _require_job(p_job_id);

  select definition.n into v_n
  from jobs as job
  join definition_steps as definition on definition.definition_id = job.definition_id
  where job.id = p_job_id and definition.key = p_step;

  if v_n is null then
    raise exception 'job % has no step %', p_job_id, coalesce('"' || left(p_step, 100) || '"', 'null')
      using errcode = 'BT071',
            hint = 'Its steps are: ' || (
              select string_agg(listed.key, ', ' order by listed.n)
                || case when max(listed.of) > 50 then ', ... (' || max(listed.of) || ' in all)' else '' end
              from (
                select definition.key, definition.n, count(*) over () as of
                from jobs as job
                join definition_steps as definition on definition.definition_id = job.definition_id
                where job.id = p_job_id
                order by definition.n
                limit 50
              ) as listed) || '.';
  end if;
  return v_n;
end
$$;
comment on function baton._require_step(bigint, text) is
  'Number of a job''s step; raises BT070 or BT071 (listing the keys) when there is none.';
