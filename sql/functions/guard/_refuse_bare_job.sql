-- What a constraint calls for a job that no trigger has prepared. Not the constraint's own error:
-- that prints the whole row.
create function baton._refuse_bare_job() returns boolean
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  raise exception using errcode = 'BT150',
    message = 'a job cannot be stored: the triggers of baton.jobs are off, and without them it would never run',
    hint = 'They are off in a session with session_replication_role = replica (set it to origin), in '
      'a subscription (let it bring whole jobs of another Baton, or INSERT them), and after: '
      'alter table baton.jobs disable trigger.';
end
$$;
comment on function baton._refuse_bare_job() is
  'Constraint of baton.jobs: a job whose columns no trigger has filled is refused (BT150).';
