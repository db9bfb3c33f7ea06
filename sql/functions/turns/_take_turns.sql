-- Of jobs that may start by themselves: those that take no turns, and those whose turn it is. In
-- claims and maintenance, which never wait; under the jobs' locks. What cannot be decided now,
-- because somebody else is deciding it, is offered again. A job that is active is locked against
-- its end until we commit: so its end finds whoever waits because of it.
create function baton._take_turns(p_job_ids bigint[]) returns bigint[]
language plpgsql
set search_path = pg_catalog, baton, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
  v_job record;
  v_others record;
  v_starting bigint[] := '{}';
begin
  for v_job in
    select job.id, job.one_active, job.finished_at is null as is_open, turn.job_id is not null as has_entered, turn.active,
      turn.key, row_number() over (partition by turn.key, turn.active, job.finished_at is null order by job.id) as nth
    from (select distinct listed.id from unnest(p_job_ids) as listed(id)) as given
    join jobs as job on job.id = given.id
    left join turns as turn on turn.job_id = job.id
    order by job.finished_at is null, job.id   -- those that have ended make room for others
  loop
    if not v_job.is_open then
      if v_job.has_entered then   -- it ended in a transaction with an older snapshot (_give_up_turns)
        perform _give_up_turns(array[v_job.id]);
      end if;
    elsif v_job.one_active is null or v_job.active then
      v_starting := v_starting || v_job.id;
    elsif not v_job.has_entered then   -- its run_at has come
      perform _line_up(array[v_job.id]);
    elsif v_job.nth = 1 then   -- for its subject; the others that are offered here wait as before
      perform from turnstiles
      where id = hashtext(v_job.key) & 63
      for no key update skip locked;
      if not found then
        perform _offer_turns(array[v_job.id]);
        continue;
      end if;
      v_others := _subject_jobs(v_job.key);   -- as it is under the lock
      if v_others.active_id is not null then
        perform from turns where job_id = v_others.active_id for key share skip locked;
        if not found then   -- it ends just now
          perform _offer_turns(array[v_job.id]);
        end if;
      elsif v_others.next_id < v_job.id then
        perform _offer_turns(array[v_others.next_id]);
      else
        update turns set active = true where job_id = v_job.id;
        v_starting := v_starting || v_job.id;
      end if;
    end if;
  end loop;
  return v_starting;
end
$$;
comment on function baton._take_turns(bigint[]) is
  'Gives turns to those of the jobs that are next where nobody is active; returns those that may '
  'start.';
