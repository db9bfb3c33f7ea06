-- Jobs that are running read their definition: it never changes under them. A definition of inline
-- steps may leave when no job uses it. It is locked when this asks, and whoever is about to use it
-- would hold it (_intern_steps), so that all jobs of it are seen: but for a snapshot that is older
-- than the lock. Steps leave after their definition.
create or replace function baton._refuse_change() returns trigger
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
begin
  if tg_op = 'DELETE' then
    if tg_table_name = 'definition_steps' then
      if not exists (select from definitions as definition where definition.id = old.definition_id) then
        return old;
      end if;
    elsif old.job_type is null and current_setting('transaction_isolation') in ('read committed', 'read uncommitted')
      and not exists (select from jobs as job where job.job_type is null and job.definition_id = old.id) then
      return old;
    end if;
  end if;
  raise exception using errcode = 'BT002', message = format('rows of baton.%s never change', tg_table_name),
    hint = 'define_job_type() stores a new version.';
end
$$;
