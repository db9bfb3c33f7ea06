-- Up to 5000 steps of a lane are counted; of more, blocks that are evenly spread stand for all.
begin;
\ir ../fixtures.psql
select plan(5);
select pg_temp.job('[{"key": "a", "command": ["x"]}]') as job \gset
select lane as usual, priority from baton.ready where job_id = :job \gset
select pg_temp.job('[{"key": "a", "command": ["x"], "limit": "t_other"}]') as other \gset
select lane as limited from baton.ready where job_id = :other \gset

create function pg_temp.steps(p_lane int) returns text language sql as
$$ select format('%s %s', steps, is_estimate) from baton._ready_steps(array[p_lane]) $$;
select is(pg_temp.steps(:usual), '1 f', 'few are counted');
insert into baton.ready (lane, priority, id, job_id, n)
select :usual, :priority, 1000000000 + i, 1000000000 + i, 1 from generate_series(1, 6000) as i;
select is(pg_temp.steps(:usual), '6001 f', 'more than 5000 of a table that is read whole, too');
insert into baton.ready (lane, priority, id, job_id, n)
select :usual, :priority, 2000000000 + i, 2000000000 + i, 1 from generate_series(1, 60000) as i;
select ok(steps between 50000 and 80000 and is_estimate and length(rtrim(steps::text, '0')) <= 2,
  format('%s for 66001: an estimate, of two digits', steps))
from baton._ready_steps(array[:usual]);
select is(pg_temp.steps(:limited), '1 f', 'another lane is counted still');
select is((select count(*) from baton._ready_steps() where lane in (:usual, :limited)), 2::bigint,
  'all lanes are asked where none is named');

delete from baton.ready where id > 1000000000;
select * from finish();
rollback;
