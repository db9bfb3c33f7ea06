-- A call that is repeated claims again.
-- in sql/functions/claim/claim_steps.sql, instead of
      set last_call = p_call, idle = false
      where ctid = v_place and id = p_executor_id and last_call = v_executor.last_call and status in ('active', 'draining');
-- write
      set idle = false
      where ctid = v_place and id = p_executor_id and last_call = v_executor.last_call and status in ('active', 'draining');
