-- Only for jobs that had secrets: whoever ends jobs asks their rows, which it has at hand.
create function baton._erase_secrets(p_job_ids bigint[]) returns void
language sql
set search_path = pg_catalog, baton, pg_temp
set enable_seqscan = off
as $$
  delete from job_secrets where job_id = any (p_job_ids)
$$;
comment on function baton._erase_secrets(bigint[]) is 'Erases the secrets of jobs that have ended.';
