begin isolation level serializable;
\ir verbs_at_a_level.psql
rollback;
