begin;
\ir ../../refusal.psql
select plan(9);

-- Rows of a statement find their job type in a setting, which anybody can write: what a row makes of it is compared with
-- the job types. The same happens to rows whose job type is defined anew before their statement ends.
select baton.define_job_type('{"job_type": "t_known", "steps": [{"key": "a", "command": ["old"]}]}');
select definition_id as old from baton.job_types where name = 't_known' \gset
select baton.define_job_type('{"job_type": "t_known", "steps": [{"key": "a", "command": ["new"]}, {"key": "b", "manual": "look"}]}');
select baton.define_job_type('{"job_type": "t_needs", "required_parameters": ["a b", "c"], "steps": [{"key": "a", "command": ["x"]}]}');
select definition_id as needs from baton.job_types where name = 't_needs' \gset
select baton.define_job_type('{"job_type": "t_closed", "steps": [{"key": "a", "command": ["x"]}]}');
select definition_id as closed from baton.job_types where name = 't_closed' \gset
select baton.disable_job_type('t_closed');

create function pg_temp.remember(text, bigint, int) returns void language sql
  as $$ select set_config('baton.known_job_type', concat_ws(E'\n', $1, $2, $3, '{}'), true) $$;

select pg_temp.remember('t_known', :old, 1);
insert into baton.jobs (job_type, parameters) values ('t_known', '{}'), ('t_known', null);
select max(id) as id from baton.jobs \gset
select is((select row(j.definition_id = t.definition_id, j.total_steps, j.open_steps)::text
           from baton.jobs j join baton.job_types t on t.name = j.job_type where j.id = :id),
  '(t,2,2)', 'a job that found another version gets the current one');
select is((select string_agg(s.key || ' ' || s.status, ', ' order by s.key) from baton.steps s where s.job_id = :id),
  'a ready, b action_required', 'and its steps');
select is(current_setting('baton.known_job_type'), '', 'nothing is remembered after the statement');

select pg_temp.remember('t_known', (select definition_id from baton.job_types where name = 't_known'), 7);
insert into baton.jobs (job_type) values ('t_known') returning id as id \gset
select is((select row(total_steps, open_steps)::text from baton.jobs where id = :id), '(2,2)', 'a number of steps that is wrong is corrected');

select pg_temp.remember('t_needs', :needs, 1);
select throws_ok($$insert into baton.jobs (job_type) values ('t_needs')$$, 'BT025', 'required parameter a b is missing',
  'parameters are required whatever is remembered');
select throws_ok($$insert into baton.jobs (job_type, parameters) values ('t_needs', '{"a b": 1, "c": 2}'), ('t_needs', '{"a b": 1}')$$, 'BT025',
  'required parameter c is missing', 'and of every row of a statement');
select set_config('baton.known_job_type', '', true);
select throws_ok($$insert into baton.jobs (job_type, parameters) values ('t_needs', '{"a b": 1, "c": 2}'), ('t_needs', '{"a b": 1}'), ('t_nobody', null)$$, 'BT025',
  'required parameter c is missing', 'at once where the row before has remembered them: the first bad row is the one that is told');
select pg_temp.remember('t_closed', :closed, 1);
select throws_ok($$insert into baton.jobs (job_type) values ('t_closed')$$, 'BT021', null, 'a disabled job type stays disabled');
select pg_temp.remember('t_nowhere', :closed, 1);
select throws_ok($$insert into baton.jobs (job_type) values ('t_nowhere')$$, '22P02', null, 'and what is no job type makes no job');

select * from finish();
rollback;
