-- A reset does not begin a new generation.
-- in sql/functions/control/_reset_steps.sql, instead of
      generation = step.generation + 1,
-- write
      generation = step.generation,
