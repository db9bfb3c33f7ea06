begin isolation level repeatable read;
\ir verbs_at_a_level.psql
rollback;
