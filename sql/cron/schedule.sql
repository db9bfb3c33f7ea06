-- Says what it did, or what is missing: an installation without pg_cron is whole, too.
select baton.schedule_maintenance() as maintenance;
