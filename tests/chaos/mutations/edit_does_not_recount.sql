-- An edit leaves the counters of dependencies as they were.
-- in sql/functions/edit/_write_planned_steps.sql, instead of
      open_dependencies = counted.open,
-- write
