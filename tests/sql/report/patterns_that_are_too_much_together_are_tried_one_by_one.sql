-- Rows of error_classes are checked, but together they may be more than the engine takes, and a failure must be
-- recorded all the same.
begin;
set client_min_messages = error;
select plan(3);
select is(baton._first_match(array['abc', '(', 'b+'], 'xbbx'), 3, 'the one that matches, although another cannot be tried');
select is(baton._first_match(array['(', 'abc'], 'xbbx'), null, 'none matches');
select is(baton._first_match(array['abc', 'b+', 'x'], 'xbbx'), 2, 'together: the first in their order');
select * from finish();
rollback;
