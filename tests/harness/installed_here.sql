-- The schema came with a copy of a template (see server): it is as if it was installed here and now.
update baton.installation set installed_at = now(), acceptances = 0;
update baton.clock set ticked_at = now();
\ir ../../sql/accept.sql
\ir ../../sql/cron/schedule.sql
