begin;
\ir ../fixtures.psql
select plan(20);
create function pg_temp.rendered(p_template text) returns text language sql as $$
  select format('%s%s', rendered, ' missing ' || missing::text)
  from baton._render(p_template, '{"parameters": {"a": "x", "n": 0, "none": null, "empty": "", "braces": "{{parameters.a:-y}}"}, "checkpoint": null}')
$$;
select is(pg_temp.rendered('--row={{checkpoint.row:-0}}'), '--row=0', 'a first attempt has no checkpoint');
select is(pg_temp.rendered('{{parameters.a:-y}}'), 'x', 'a value that is there counts');
select is(pg_temp.rendered('{{parameters.n:-7}}{{parameters.empty:-7}}'), '0', 'so does one that is 0 or empty');
select is(pg_temp.rendered('{{parameters.none:-7}}'), '7', 'null is none');
select is(pg_temp.rendered('[{{parameters.b:-}}]'), '[]', 'a default may be empty');
select is(pg_temp.rendered('[{{ parameters.b :- a b:-c }}]'), '[ a b:-c ]', 'it is the text as it is written');
select is(pg_temp.rendered('{"n":{{parameters.b:-1}}}'), '{"n":1}', 'it ends at the first two braces');
select is(pg_temp.rendered('{{{parameters.a}}}'), '{x}', 'of three braces the last two open');
select is(pg_temp.rendered('{{parameters.braces:-y}}'), '{{parameters.a:-y}}', 'a value is not looked at again');
select is(pg_temp.rendered('{{parameters.b:-y}} {{parameters.c}}'), 'y  missing {parameters.c}', 'a path without one is still missing');
select is(baton._with_default_outputs(null, '{"o": "{{context.a.id:-none}}", "p": "{{context.a.id}}"}', '{}'), '{"o": "none"}', 'in the default of an output, too');

-- An old script resumes by its argument.
select pg_temp.executor() as executor \gset
insert into baton.jobs (parameters, steps) values ('{"word": "w"}', '[
  {"key": "a", "command": ["import", "--after={{checkpoint.row:-0}}", "{{parameters.word:-}}"], "environment": {"MODE": "{{parameters.mode:-fast}}"}},
  {"key": "b", "command": ["x", "{{context.a.id:-no id}}"], "depends_on": ["a"]}]') returning id as job \gset
select command, environment, coalesce(unstartable, 'null') as unstartable from baton.claim_steps(:executor, 1000, 1) \gset
select is((:'command')::jsonb, '["import", "--after=0", "w"]', 'the first attempt gets the default');
select is((:'environment')::jsonb, '{"MODE": "fast"}', 'in the environment, too');
select is(:'unstartable'::text, 'null', 'and can be started');
select is(pg_temp.report(:job, 'a', '{"ended": "exited", "exit_code": 1, "checkpoint": {"row": 120}, "message": {"type": "error", "code": "TIMEOUT", "message": "too slow"}}'), 'recorded', 'it breaks off');
select pg_temp.pass('1 hour') \g /dev/null
select command from baton.claim_steps(:executor, 1001, 1) \gset
select is((:'command')::jsonb, '["import", "--after=120", "w"]', 'the next one gets the checkpoint');
select is(pg_temp.report(:job, 'a'), 'recorded', 'it ends well');
select command from baton.claim_steps(:executor, 1002, 1) \gset
select is((:'command')::jsonb, '["x", "no id"]', 'an output that never came has its default');
select is(pg_temp.report(:job, 'b'), 'recorded', 'and the step starts');
select is(pg_temp.job_state(:job), 'completed', 'the job is done');

select * from finish();
rollback;
