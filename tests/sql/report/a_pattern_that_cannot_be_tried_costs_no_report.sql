begin;
\set QUIET on
set local client_min_messages = error;
select plan(5);
-- Patterns are tried together; where that is too much for the engine, one by one, and a bad one is passed over.
select is(baton._first_match(array['(open', 'foo', 'o'], 'a Foo'), 2, 'the good ones still count');
select is(baton._first_match(array['(open', 'foo'], 'a bar'), null, 'none');
select is(baton._first_match(array['one', 'two', 'three'], 'three two'), 2, 'the first of the patterns, not of the text');
select is(baton._first_match('{}', 'text'), null, 'no patterns');
select is(baton._first_match(array['one'], null), null, 'no text');
select * from finish();
rollback;
