-- For find_jobs(): so few that they are better read than looked for. By their index alone, whatever
-- the statistics say.
create function baton._are_few(p_batch_id text, p_organisation_id text) returns boolean
language sql stable
set search_path = pg_catalog, baton, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
as $$
  select
    p_batch_id is not null and 2000 >= (
      select count(*) from (select from jobs where batch_id = p_batch_id limit 2001) as job)
    or p_organisation_id is not null and 2000 >= (
      select count(*)
      from (select from jobs where organisation_id = p_organisation_id limit 2001) as job)
$$;
comment on function baton._are_few(text, text) is
  'Whether a batch or an organisation has at most 2000 jobs.';
