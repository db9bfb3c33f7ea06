-- A call that is repeated claims again.
-- in sql/functions/claim/claim_steps.sql, instead of
      set last_call = case when v_count > 0 then p_call else last_call end, idle = v_idle
-- write
      set idle = v_idle
