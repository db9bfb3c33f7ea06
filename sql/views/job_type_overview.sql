create view baton.job_type_overview as
select
  job_type.name,
  job_type.version,
  job_type.description,
  definition.step_count,
  definition.required_parameters,
  definition.definition,
  job_type.disabled_at,
  job_type.created_at,
  definition.created_at as version_created_at,
  definition.created_by as version_created_by
from baton.job_types as job_type
join baton.definitions as definition on definition.id = job_type.definition_id;

comment on view baton.job_type_overview is 'One row per job type with its current version.';
comment on column baton.job_type_overview.definition is 'As it was given to define_job_type().';
comment on column baton.job_type_overview.disabled_at is
  'Since when new jobs of this type are refused; null: they are accepted.';
