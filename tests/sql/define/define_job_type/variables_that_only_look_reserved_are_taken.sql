begin;
select plan(1);

select lives_ok($$select baton.define_job_type('{"job_type": "t", "steps": [{"key": "a",
  "command": ["x"], "environment": {"HEADLESS": "true", "NODE_ENV": "production", "HOME": "/srv",
    "PYTHONUNBUFFERED": "1", "HTTPS_PROXY": "http://proxy", "ENVIRONMENT": "test", "PATHS": "a",
    "GITHUB_TOKEN": {"secret": "github"}, "PAGER_KEY": "k", "DOTNET_ENVIRONMENT": "x"}}]}')$$,
  'names that begin or end like reserved ones');
select * from finish();
rollback;
