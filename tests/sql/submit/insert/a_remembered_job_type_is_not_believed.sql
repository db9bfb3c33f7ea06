begin;
\ir ../../refusal.psql
select plan(18);

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
create role t_operator login in role baton_operator;

-- Evaluated by the statement that inserts, after the trigger that empties the setting.
create function pg_temp.forged(p_name text, p_definition text, p_steps text, p_job_type text default null) returns text language sql
  as $$ select case when set_config('baton.known_job_type', concat_ws(E'\n', p_name, p_definition, p_steps, '{}'), true) <> '' then coalesce(p_job_type, p_name) end $$;

insert into baton.jobs (job_type, parameters) values (pg_temp.forged('t_known', :'old', '1'), '{}'), ('t_known', null);
select max(id) as id from baton.jobs \gset
select is((select row(j.definition_id = t.definition_id, j.total_steps, j.open_steps)::text
           from baton.jobs j join baton.job_types t on t.name = j.job_type where j.id = :id),
  '(t,2,2)', 'a job that found another version gets the current one');
select is((select string_agg(s.key || ' ' || s.status, ', ' order by s.key) from baton.steps s where s.job_id = :id),
  'a ready, b action_required', 'and its steps');

insert into baton.jobs (job_type) values (pg_temp.forged('t_known', (select definition_id::text from baton.job_types where name = 't_known'), '7')) returning id as id \gset
select is((select row(total_steps, open_steps)::text from baton.jobs where id = :id), '(2,2)', 'a number of steps that is wrong is corrected');

select throws_ok(format($$insert into baton.jobs (job_type) values (pg_temp.forged('t_needs', %L, '1'))$$, :'needs'),
  'BT025', 'required parameter a b is missing', 'parameters are required whatever is remembered');
select throws_ok($$insert into baton.jobs (job_type, parameters) values ('t_needs', '{"a b": 1, "c": 2}'), ('t_needs', '{"a b": 1}')$$, 'BT025',
  'required parameter c is missing', 'and of every row of a statement');
select throws_ok($$insert into baton.jobs (job_type, parameters) values ('t_needs', '{"a b": 1, "c": 2}'), ('t_needs', '{"a b": 1}'), ('t_nobody', null)$$, 'BT025',
  'required parameter c is missing', 'at once where the row before has remembered them: the first bad row is the one that is told');
select throws_ok(format($$insert into baton.jobs (job_type) values (pg_temp.forged('t_closed', %L, '1'))$$, :'closed'),
  'BT021', null, 'a disabled job type stays disabled');

-- A name that is no job type's, and one that looks like the id of a definition: of a closed one, an old one, none.
select throws_ok(format($$insert into baton.jobs (job_type) values (pg_temp.forged('t_nowhere', %L, '1'))$$, :'closed'),
  'BT020', 'there is no job type t_nowhere', 'what is no job type makes no job');
select throws_ok(format($$insert into baton.jobs (job_type) values (pg_temp.forged(%1$L, %1$L, '1'))$$, definition.id),
  'BT020', 'there is no job type ' || definition.id, 'the id of ' || definition.what || ' is no job type')
from (values (:closed, 'a disabled one'), (:old, 'an old version'), (987654321, 'no definition'), (-1, 'nothing')) as definition(id, what);
select throws_ok($$insert into baton.jobs (job_type) values (pg_temp.forged('', '1', '1'))$$, 'BT020', null, 'and no name neither');
select throws_ok($$insert into baton.jobs (job_type) values ('t_known'), (pg_temp.forged('987654321', '987654321', '1'))$$,
  'BT020', 'there is no job type 987654321', 'nor beside a good one');

-- What somebody wrote before does not reach a statement, his own or one of ours in his session.
select set_config('baton.known_job_type', E't_known\nnonsense', true);
select lives_ok($$insert into baton.jobs (job_type) values ('t_known')$$, 'nonsense is not read');
select throws_ok($$insert into baton.jobs (job_type) values ('')$$, 'BT020', null, 'an empty name is told as what it is');
select set_config('baton.known_job_type', '', true);
select throws_ok($$insert into baton.jobs (job_type) values ('')$$, 'BT020', null, 'also in a session that has inserted before');

select baton.create_batch('b', '[{"job_type": "t_known"}]', p_on_end => '{"job_type": "t_known"}');
set local role t_operator;
select set_config('baton.known_job_type', E't_known\nnonsense\nnonsense', true), set_config('baton.restored_rows', 'nonsense', true);
select baton.cancel_batch('b');
reset role;
select is((select row(end_job_id is not null, end_error)::text from baton.batches where name = 'b'), '(t,)',
  'the job at a batch''s end comes, whatever the session says in which it ends');

select * from finish();
rollback;
