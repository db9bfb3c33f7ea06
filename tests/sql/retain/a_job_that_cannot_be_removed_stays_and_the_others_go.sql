begin;
\ir ../fixtures.psql
\ir fixtures.psql
set client_min_messages = error;
select plan(6);
insert into retention_policies (keep_for) values ('1 day');
select pg_temp.ended('menu', '9 days') as first \gset
select pg_temp.ended('menu', '8 days') as bad \gset
select pg_temp.ended('menu', '7 days') as last \gset
select set_config('test.bad', :'bad', true) \g /dev/null
create function pg_temp.refuse() returns trigger language plpgsql as $$ begin raise exception 'it is too large'; end $$;
create trigger refuse before insert on baton.archived_jobs for each row when (new.job_id::text = current_setting('test.bad')) execute function pg_temp.refuse();
select pg_temp.run() as result \gset
select results_eq('select id from jobs order by id', format('values (%s::bigint)', :bad), 'it stays');
select results_eq('select job_id from archived_jobs order by job_id', format('values (%s::bigint), (%s)', :first, :last), 'the others are archived');
select is((:'result'::jsonb ->> 'failures'), '1', 'the run tells');
select is((select last_failure from retention_runs where id = (:'result'::jsonb ->> 'run_id')::bigint), format('job %s: it is too large', :bad), 'which and why');
drop trigger refuse on archived_jobs;
select is(pg_temp.run() ->> 'archived_jobs', '1', 'the next run takes it');
select is((select count(*) from jobs), 0::bigint, 'and nothing is left');

select * from finish();
rollback;
