begin;
\ir ../../fixtures.psql
select plan(5);
select pg_temp.executor() as executor \gset
select pg_temp.job('[{"key": "a", "command": ["x"]}, {"key": "b", "command": ["x"]}]') as job \gset
select is(pg_temp.claim(:executor), 'a b', 'both run');
select lives_ok(format($$
  select baton.record_progress(%s, (select jsonb_agg(jsonb_build_object('job_id', job_id, 'n', n, 'token', token, 'percent', 50))
                                    from baton.running where job_id = %s and n = 1))$$, :executor, :job), 'a is half done');
select is(baton.job_progress(:job) ->> 'progress_percent', '25', 'half of one of two steps is a quarter');
select lives_ok(format($$
  select baton.record_progress(%s, (select jsonb_agg(jsonb_build_object('job_id', job_id, 'n', n, 'token', token, 'percent', 100))
                                    from baton.running where job_id = %s))$$, :executor, :job), 'both say they are done');
select is(baton.job_progress(:job) ->> 'progress_percent', '99', 'it never says 100 before all have ended');

select * from finish();
rollback;
