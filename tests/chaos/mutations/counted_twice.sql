-- A step that is skipped is counted off its job twice.
-- in sql/functions/advance/_advance.sql, instead of
      v_frontier := v_decided.ended;
      v_ended := v_ended || v_frontier;
-- write
      v_frontier := v_decided.ended;
      v_ended := v_ended || v_frontier || v_frontier;
