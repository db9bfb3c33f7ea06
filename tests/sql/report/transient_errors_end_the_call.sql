-- They are not the report's fault: the executor repeats the call. Nothing of it is recorded.
begin;
\ir ../fixtures.psql
select plan(4);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"]}]') as job \gset
select pg_temp.claim(:executor) \g /dev/null
create function pg_temp.disk_full() returns trigger language plpgsql as $$
begin
  raise exception using errcode = '53100', message = 'could not extend file: No space left on device';
end $$;
create trigger full_disk before insert on baton.attempt_rows for each row execute function pg_temp.disk_full();
select throws_ok(format($$select pg_temp.report(%s, 'a')$$, :job), '53100', null, 'a full disk');
drop trigger full_disk on baton.attempt_rows;
select is(pg_temp.states(:job), 'a running, b running', 'nothing has changed');
select is(pg_temp.report(:job, 'a'), 'recorded', 'and the report counts when it is repeated');
select throws_ok($$select baton.report_attempts(-1, 1, '[]')$$, 'BT041', 'this login has registered no executor -1', 'an executor that is not there');
select * from finish();
rollback;
