begin;
\ir ../../fixtures.psql
select plan(1);
select pg_temp.job('[{"key": "a", "phase": "one", "command": ["x"]}, {"key": "b", "phase": "one", "command": ["x"]},
  {"key": "c", "phase": "two", "command": ["x"]}]') as job \gset
select is((select array_agg(depends_on::text order by n) from steps where job_id = :job), '{"{}","{}","{a,b}"}', 'those of a phase too');

select * from finish();
rollback;
