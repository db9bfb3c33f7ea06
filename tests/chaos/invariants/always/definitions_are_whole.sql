-- Every definition has as many steps as it says, numbered from 1, and no step is of a definition that is not there.
select definition.id, definition.step_count, steps.definition_id, steps.count, steps.last
from baton.definitions as definition
full join (
  select definition_id, count(*) as count, max(n) as last, min(n) as first
  from baton.definition_steps
  group by definition_id
) as steps on steps.definition_id = definition.id
where (definition.step_count, definition.step_count, 1) is distinct from (steps.count, steps.last, steps.first)
