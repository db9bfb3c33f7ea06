begin;
\ir ../../fixtures.psql
select plan(6);
select throws_ok('select baton.job_status(-1)', 'BT070', 'there is no job -1', 'job_status');
select throws_ok('select baton.job_status(null)', 'BT070', 'there is no job null', 'job_status of null');
select throws_ok('select baton.job_progress(-1)', 'BT070', 'there is no job -1', 'job_progress');
select throws_ok('select baton.job_context(-1)', 'BT070', 'there is no job -1', 'job_context');
select throws_ok('select baton.explain_step(-1, ''a'')', 'BT070', 'there is no job -1', 'explain_step');
select is(baton.active_job('nobody', 'nothing'), null, 'active_job finds none, which is no error');

select * from finish();
rollback;
