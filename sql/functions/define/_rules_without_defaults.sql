-- The rules as the executor applies them; the defaults of outputs are filled in by the database.
create or replace function baton._rules_without_defaults(p_rules jsonb) returns jsonb
language plpgsql immutable
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  return coalesce((select jsonb_agg(rule - 'default' order by i)
                   from jsonb_array_elements(p_rules) with ordinality as r (rule, i)), '[]');
end
$$;
