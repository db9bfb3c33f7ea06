create view baton.metrics as
select
  named.family || coalesce(sample.suffix, '') as name,
  named.type,
  named.help,
  sample.labels,
  sample.value,
  named.family
from unnest('{attempts,executors,queues,jobs,maintenance,server}'::text[]) as part
cross join lateral baton._metrics_of(part) as sample
join baton._metric_names() as named on named.family = sample.family
order by named.position, sample.labels - 'le', sample.suffix, (sample.labels ->> 'le')::float8 nulls last;

comment on view baton.metrics is
  'Every metric in the terms of Prometheus, one row per sample. Reads what waits and runs now, '
  'and counts that jobs and attempts leave when they change or end: never history. A part that '
  'raises is missing, and baton_metrics_failed names it.';
comment on column baton.metrics.name is
  'The name of the sample; those of a histogram end in _bucket, _sum and _count.';
comment on column baton.metrics.type is 'counter (only grows), gauge or histogram.';
comment on column baton.metrics.help is 'What it says, in one sentence.';
comment on column baton.metrics.labels is
  'Names and values that tell samples of one name apart, all as text.';
comment on column baton.metrics.value is 'Seconds, or a number; of states 1 or 0.';
comment on column baton.metrics.family is
  'The name of the metric: that of the sample without its suffix.';
