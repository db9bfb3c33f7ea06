-- A name that nothing is left of goes with the run after its last job; the preview says which.
begin;
\ir ../fixtures.psql
\ir fixtures.psql
select plan(14);
insert into retention_policies (keep_for, action) values ('10 days', 'delete');
create function pg_temp.old_batch(p_name text, p_organisation_id text default null, p_on_end jsonb default null) returns void
language plpgsql
as $$
begin
  perform pg_temp.pass('-40 days');
  perform baton.create_batch(p_name, '[{}]', 'photo', p_on_end, p_organisation_id);
  perform baton.cancel_batch(p_name, 'over', p_organisation_id);
  perform pg_temp.pass('40 days');
end $$;
create function pg_temp.batches_left() returns text
language sql
as $$ select string_agg(name || coalesce(' of ' || organisation_id, ''), ', ' order by name, organisation_id nulls first) from baton.batches $$;
select pg_temp.old_batch('gone'), pg_temp.old_batch('gone', 'anns'), pg_temp.old_batch('held'), pg_temp.old_batch('again') \g /dev/null
select pg_temp.old_batch('told', p_on_end => '{"job_type": "photo"}') \g /dev/null
insert into baton.jobs (job_type, batch_id, organisation_id) values ('photo', 'gone', 'anns');
select baton.create_batch('young', '[{}]', 'photo') \g /dev/null
select baton.cancel_batch('young') \g /dev/null
delete from baton.jobs where batch_id = 'young';

create function pg_temp.foreseen() returns text
language sql
as $$ select rows || ' ' || (bytes > 0) || ' ' || coalesce(baton._now() - oldest, '0')::text from pg_temp.exact() where action = 'delete batches' $$;
select is(pg_temp.foreseen(), '0 false 00:00:00', 'while jobs are there, no batch leaves');
select is(pg_temp.run() ->> 'batches', '0', 'and none does with the run that takes the jobs');
select is(pg_temp.batches_left(), 'again, gone, gone of anns, held, told, young', 'all names are there');
select is((select count(*) from jobs where batch_id is not null), 3::bigint, 'of their jobs those of a batch that is open are, and of one whose job at the end is');

insert into baton.jobs (job_type, batch_id) values ('photo', 'again');
insert into baton.retention_holds (batch_id, reason, held_at, held_by) values ('held', 'a dispute', now(), 'me');
select is(pg_temp.foreseen(), '1 true 40 days', 'the next run takes one');
select is(apply_retention(true) ->> 'rows', '1', 'the dry run says so, too');
select is(pg_temp.run() ->> 'batches', '1', 'and takes it');
select is(pg_temp.batches_left(), 'again, gone of anns, held, told, young', 'what has a job, a hold, or a job that ran at its end stays, and what may be about to get one');
select is((select batches from retention_runs order by id desc limit 1), 1::bigint, 'it is recorded');
select is(pg_temp.foreseen(), '0 false 00:00:00', 'then nothing is left for another run');

-- The job at its end is a job like any other: when it has left, the name may come again from its first round.
select baton.cancel_job(id) from jobs where idempotency_key like (select format('baton:batch %s end %%', id) from baton.batches where name = 'told') \g /dev/null
select pg_temp.pass('11 days') \g /dev/null
select is(pg_temp.run() ->> 'batches', '1', 'the young one is old, now');
select is(pg_temp.run() ->> 'batches', '1', 'and that which had a job at its end has none');
select is(pg_temp.batches_left(), 'again, gone of anns, held', 'only what is used is left');
select baton.create_batch('told', '[{}]', 'photo', '{"job_type": "photo"}') \g /dev/null
select baton.cancel_batch('told') \g /dev/null
select isnt((select end_job_id from baton.batches where name = 'told'), null, 'a new batch of the name ends with its job');

select * from finish();
rollback;
