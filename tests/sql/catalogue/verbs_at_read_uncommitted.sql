-- PostgreSQL's READ UNCOMMITTED is its READ COMMITTED by another name.
begin isolation level read uncommitted;
\ir ../fixtures.psql
select plan(4);
select baton.create_job(null, p_auto_start => false, p_steps => '[{"key": "a", "command": ["x"]}]') as job \gset
select lives_ok(format('select baton.start_job(%s)', :job), 'a job is started');
select lives_ok(format('select baton.cancel_job(%s)', :job), 'and cancelled');
select lives_ok('select baton.apply_retention(true)', 'retention counts');
select is((select status from baton.jobs where id = :job), 'cancelled', 'it was done');
select * from finish();
rollback;
