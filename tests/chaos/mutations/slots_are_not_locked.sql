-- Claims that look at once take the same slots.
-- in sql/functions/limits/_take_gated.sql, instead of
      limit p_wanted
      for no key update skip locked
-- write
      limit p_wanted
