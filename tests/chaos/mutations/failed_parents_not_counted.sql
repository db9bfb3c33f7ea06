-- Steps start although what they depend on has failed.
-- in sql/functions/advance/_count_down.sql, instead of
        failed_dependencies = step.failed_dependencies + touched.failed_parents
-- write
        failed_dependencies = step.failed_dependencies
