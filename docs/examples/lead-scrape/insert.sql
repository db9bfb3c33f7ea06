-- Makes the draft: it waits until a person starts it.
--
--   psql -v start_url=http://127.0.0.1:8086/index.html -v output_dir=/tmp/leads -f insert.sql
\set ON_ERROR_STOP on
insert into baton.jobs (job_type, auto_start, subject, parameters)
values ('scrape_leads', false, :'start_url',
        jsonb_build_object('start_url', :'start_url', 'output_dir', :'output_dir'))
returning id;
