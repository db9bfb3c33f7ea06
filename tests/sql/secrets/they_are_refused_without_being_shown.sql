begin;
\ir ../refusal.psql
select plan(14);
select baton.define_job_type('{"job_type": "t", "steps": [
  {"key": "a", "command": ["x"], "environment": {"TOKEN": {"secret": "api-token"}, "KEY": {"secret": "key"}}},
  {"key": "b", "command": ["x"]}]}') \g /dev/null
select baton.define_job_type('{"job_type": "bare", "steps": [{"key": "a", "command": ["x"]}]}') \g /dev/null

-- Everything that an error says, in one text.
create function pg_temp.whole_error(p_job_type text, p_secrets jsonb) returns text language plpgsql as $$
declare
  v_message text; v_detail text; v_hint text; v_context text;
begin
  perform baton.create_job(p_job_type, p_secrets => p_secrets);
  return 'accepted';
exception when others then
  get stacked diagnostics v_message = message_text, v_detail = pg_exception_detail, v_hint = pg_exception_hint, v_context = pg_exception_context;
  return concat_ws(' | ', v_message, v_detail, v_hint, v_context);
end $$;
create temp table wrong (job_type text, secrets jsonb, refusal text);
insert into wrong values
  ('t', '["canary-1"]', 'secrets must be a JSON object'),
  ('t', '"canary-1"', 'secrets must be a JSON object'),
  ('t', '{"canary-1": "api-token"}', 'secrets has a name that no step of the job asks for'),
  ('bare', '{"api-token": "canary-1"}', 'secrets has a name that no step of the job asks for'),
  ('t', '{"api-token": {"value": "canary-1"}}', 'secret api-token is not a string'),
  ('t', '{"api-token": null}', 'secret api-token is not a string'),
  ('t', jsonb_build_object('api-token', 'canary-1' || repeat('x', 65529)), 'secret api-token is longer than 64 KB');

select is(pg_temp.refusal(format('select baton.create_job(%L, p_secrets => %L)', job_type, secrets)), 'BT085: ' || refusal, left(secrets::text, 60))
from wrong;
select is((select string_agg(said, ', ') from wrong, pg_temp.whole_error(job_type, secrets) as said where said ~ 'canary|accepted'), null,
  'no error shows a value, not even one that was given as a name');
select matches(pg_temp.whole_error('t', '{"no-such": "x"}'), 'The steps ask for: api-token, key\.', 'but which names there are');
select is(pg_temp.whole_error('t', jsonb_build_object('api-token', repeat('x', 65536))), 'accepted', '64 KB are taken');
select baton.define_job_type(jsonb_build_object('job_type', 'many', 'steps', jsonb_build_array(jsonb_build_object('key', 'a', 'command', '["x"]'::jsonb,
  'environment', (select jsonb_object_agg('V' || i, jsonb_build_object('secret', 's' || i)) from generate_series(1, 5) as i))))) \g /dev/null
select is(pg_temp.refusal($$select baton.create_job('many', p_secrets => (select jsonb_object_agg('s' || i, repeat('x', 65000)) from generate_series(1, 5) as i))$$),
  'BT085: the secrets of the job are longer than 256 KB together', 'all of them have an upper limit');

select is(pg_temp.refusal($$insert into baton.jobs (job_type, secret_names) values ('t', '{key}')$$), 'BT026: column secret_names of baton.jobs is set by Baton',
  'an INSERT has no secrets');
select baton.create_job('t', p_idempotency_key => 'k', p_secrets => '{"key": "one"}') as job \gset
select is(baton.create_job('t', p_idempotency_key => 'k', p_secrets => '{"key": "two"}'), (:job)::bigint, 'a repetition is not compared by its secrets: the answer would tell whether they are equal');
select is((select secrets from baton.job_secrets where job_id = :job), '{"key": "one"}', 'and changes nothing');
select * from finish();
rollback;
