begin;
\ir ../../refusal.psql
select plan(6);

select baton.define_job_type('{"job_type": "t", "required_parameters": ["p"], "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
create function pg_temp.everything_said(p_sql text) returns text language plpgsql as $$
declare
  v_message text;
  v_detail text;
  v_hint text;
  v_context text;
begin
  execute p_sql;
  return 'accepted';
exception when others then
  get stacked diagnostics v_message = message_text, v_detail = pg_exception_detail, v_hint = pg_exception_hint,
    v_context = pg_exception_context;
  -- The statement itself, which is the caller's own, is the last line of the context.
  return concat_ws(' / ', v_message, v_detail, v_hint, regexp_replace(v_context, 'SQL statement "insert.*', ''));
end
$$;
select matches(pg_temp.everything_said(format($$insert into baton.jobs (job_type, parameters%s) values ('t', jsonb_build_object('q', 'hush'::text %s)%s)$$, c, extra, v)),
  '^(?!.*hush).*(missing|set by|must|cannot|more than)', description)
from (values
  ('', '', '', 'a missing parameter'),
  (', status', ', ''p'', 1', ', ''completed''', 'a column of ours'),
  (', id', ', ''p'', 1', ', null', 'an id that is null'),
  (', priority', ', ''p'', 1', ', 9999999', 'a bad priority'),
  ('', ', ''p'', 1e400', '', 'a bad number'),
  ('', ', ''p'', repeat(''y'', 2000000)', '', 'too much')
) as cases (c, extra, v, description);

select * from finish();
rollback;
