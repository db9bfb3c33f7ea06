-- A failing job skips its clean-up steps too.
-- in sql/functions/advance/_advance.sql, instead of
    v_frontier := _sweep_steps(v_failing, 'skipped', 'job_failed', true);
-- write
    v_frontier := _sweep_steps(v_failing, 'skipped', 'job_failed', false);
