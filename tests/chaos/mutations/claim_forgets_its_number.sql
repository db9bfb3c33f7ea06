-- A call that is repeated claims again.
-- in sql/functions/claim/claim_steps.sql, instead of
      set last_call = p_call, idle = false
-- write
      set idle = false
