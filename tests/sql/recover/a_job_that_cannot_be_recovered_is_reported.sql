begin;
\ir ../fixtures.psql
select plan(3);
select pg_temp.executor() as executor \gset
update baton.error_classes set recoverable = true where code = 'VALIDATION';
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as broken \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as other \gset
select pg_temp.claim(:executor) \g /dev/null
select pg_temp.fail(:broken, 'a'), pg_temp.fail(:other, 'a') \g /dev/null
create function pg_temp.refuse() returns trigger language plpgsql as $$
begin
  raise exception 'not this one';
end $$;
select format('create trigger refusing before update on baton.jobs for each row when (old.id = %s) execute function pg_temp.refuse()', :broken) \gexec
select baton.recover_orphans('failed') as result \gset
select is(:'result'::jsonb ->> 'recovered', '1', 'the other job is recovered');
select is(:'result'::jsonb #>> '{errors,0,error}', 'not this one', 'and the error is told');
select is(pg_temp.job_state(:broken) like 'failed%', true, 'that job stays as it is');
select * from finish();
rollback;
