-- What a piece of a run answers, and what is said of a run that nobody goes on with.
begin;
\ir ../fixtures.psql
\ir fixtures.psql
set client_min_messages = error;
select plan(6);
select is(baton._retention_piece(0), 'done', 'there is no such run');
select pg_temp.ended('menu', '40 days') as job \gset
insert into baton.retention_policies (keep_for, action) values ('30 days', 'delete');
insert into baton.retention_runs (id, started_at, started_by, touched_at, phase, walked_to, up_to, jobs_up_to, output_up_to)
overriding system value
values (nextval(pg_get_serial_sequence('baton.retention_runs', 'id')), baton._now(), 'me', baton._now(), 'jobs', 0, :job, :job, 0) returning id as run \gset
select baton._retention_piece(:run) \g /dev/null
create function pg_temp.be_locked() returns trigger language plpgsql as $$ begin raise lock_not_available; end $$;
create trigger locked before update or delete on baton.jobs for each row execute function pg_temp.be_locked();
create trigger locked_set before update or delete on baton.jobs for each statement execute function pg_temp.be_locked();
select is(baton._retention_piece(:run), 'busy', 'somebody else has a lock that it needs');
select is((select pieces from baton.retention_runs where id = :run), 1, 'which counts as no piece');
drop trigger locked on baton.jobs;
drop trigger locked_set on baton.jobs;
update baton.retention_runs set candidates = '{}' where id = :run;
-- Of what is no row, the rest of the phase is left out.
select is((select (baton._after_failure(row(run.*)::baton.retention_runs, 'P0001', 'poison')).last_failure
    from (select * from baton.retention_runs where id = :run) as run), 'jobs: poison', 'the search for jobs fails');
select is((select (baton._after_failure(row(run.*)::baton.retention_runs, 'P0001', 'poison')).phase <> 'jobs'
    from (select * from baton.retention_runs where id = :run) as run), true, 'the run goes on with what comes after it');
select pg_temp.pass('11 minutes') \g /dev/null
select is((select count(*)::int from baton.health where name = 'retention'
    and message = 'A run of retention was cut 11 min ago, and nothing goes on with it.'), 1, 'a run that was cut');
select * from finish();
rollback;
