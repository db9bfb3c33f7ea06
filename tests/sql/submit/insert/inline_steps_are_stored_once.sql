begin;
\ir ../../refusal.psql
select plan(4);

insert into baton.jobs (steps) values ('[{"key": "a", "command": ["t_once"]}]') returning id as first \gset
insert into baton.jobs (steps, parameters) values ('{"steps": [{"command": ["t_once"], "key": "a"}]}', '{"p": 1}') returning id as second \gset
select is((select count(distinct definition_id) from baton.jobs where id in (:first, :second)), 1::bigint, 'two jobs with the same graph share it');
select is((select row(job_type, steps, total_steps)::text from baton.jobs where id = :second), '(,,1)', 'the job has no job type, and steps reads as null');
select is((select spec::jsonb ->> 'job_type' from baton.definition_steps s join baton.jobs j using (definition_id) where j.id = :first), null, 'nor has its spec');
insert into baton.jobs (steps) values ('{"defaults": {"timeout": "1 minute"}, "steps": [{"key": "a", "command": ["t_once"]}]}') returning id as third \gset
select isnt((select definition_id from baton.jobs where id = :third), (select definition_id from baton.jobs where id = :first), 'other defaults make another graph');

select * from finish();
rollback;
