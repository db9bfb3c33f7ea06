begin;
\ir ../../refusal.psql
select plan(7);

select is(baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"], "timeout": "1 minute"}]}'), 1, 'the first');
select is(baton.define_job_type('{"steps": [{"timeout": "1 minute", "command": ["x"], "key": "a"}], "job_type": "t"}'), 1,
  'the same in another order of keys');
select is((select count(*) from baton.definitions where job_type = 't'), 1::bigint, 'is not stored again');
select is(baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"], "timeout": "2 minutes"}]}'), 2, 'a change');
select is(baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"], "timeout": "1 minute"}]}'), 3,
  'and back: what is current decides, not what once was');
update baton.settings set default_grace = '3 seconds';
select is(baton.define_job_type('{"job_type": "t", "steps": [{"key": "a", "command": ["x"], "timeout": "1 minute"}]}'), 4,
  'another default setting makes it another definition');
select is((select spec::jsonb ->> 'grace_ms' from baton.definition_steps s join baton.job_types t using (definition_id)
           where t.name = 't'), '3000', 'which has the new value');

select * from finish();
rollback;
