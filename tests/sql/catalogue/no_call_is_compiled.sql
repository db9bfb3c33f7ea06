begin;
select plan(1);

-- Plans that are made for few rows look expensive where statistics are wrong, or where a kind of
-- plan is turned off: compiling
-- them would take seconds. Procedures that commit may have no setting; what they call has. Internal
-- functions have that of
-- whoever calls them. (What views cost by themselves: tests/plans/questions.)
select is_empty($$
  select p.oid::regprocedure
  from pg_proc p
  where p.pronamespace = 'baton'::regnamespace and p.prokind = 'f' and p.proname !~ '^_'
    and p.prorettype <> 'trigger'::regtype
    and not 'jit=off' = any (coalesce(p.proconfig, '{}'))
$$, 'every public function turns jit off');

select * from finish();
rollback;
