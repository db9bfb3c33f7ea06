-- Whoever may insert may let a subject's jobs wait by the thousand: that holds up neither what is due nor other subjects.
begin;
\ir ../fixtures.psql
select plan(7);
select baton.define_job_type('{"job_type": "busy", "one_active_per": "subject", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null
select pg_temp.executor() as executor \gset

insert into baton.jobs (job_type, subject) values ('busy', 's') returning id as active \gset
select is(pg_temp.claim(:executor), 'a', 'one is active');
-- One statement for each job, as applications do, and a statement of many.
do $$ begin for i in 1..250 loop insert into baton.jobs (job_type, subject) values ('busy', 's'); end loop; end $$;
insert into baton.jobs (job_type, subject) select 'busy', 'many' from generate_series(1, 1000);
select is((select count(*) from baton.timers where kind = 'turn'), 251::bigint, 'a statement asks once for each subject');
insert into baton.jobs (steps, run_at)
values ('[{"key": "due", "command": ["x"]}]', baton._now() + interval '1 minute');
insert into baton.jobs (job_type, subject) values ('busy', 'other');
select is((select count(*) from baton.timers where kind = 'run_at'), 1::bigint, 'these are no timers of people');

select pg_temp.pass('1 minute') \g /dev/null
select matches(pg_temp.claim(:executor, 10), 'due', 'the next claim starts what is due');
select is((select count(*) from baton.timers where kind = 'turn'), 0::bigint, 'one look at a subject does for all');
select is((select string_agg(subject, ' ' order by subject) from baton.turns where active), 'many other s',
  'one of each subject is active');
select pg_temp.report(:active, 'a') \g /dev/null
select is(pg_temp.claim(:executor, 10), 'a', 'its end brings the next');

select * from finish();
rollback;
