-- As whoever installs: the function that calls functions of applications belongs to a role with no
-- right but to call those, so that what is called has none either. It could alter this one while it
-- runs, but all that it does is rolled back.
grant create on schema baton to baton_guest;
alter function baton._ask_validation(text, bigint, jsonb) owner to baton_guest;
revoke create on schema baton from baton_guest;
revoke all on function baton._ask_validation(text, bigint, jsonb) from public, baton_guest;
grant execute on function baton._ask_validation(text, bigint, jsonb) to baton_owner;
