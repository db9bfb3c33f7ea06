-- The first day of a month that is written as 2026-01 and that the archive has.
create function baton._archived_month(p_month text) returns date
language plpgsql stable
set search_path = pg_catalog, baton, pg_temp
as $$
begin
  if p_month is null or p_month !~ E'^\\d{4}-(0[1-9]|1[0-2])$' then
    raise exception using errcode = 'BT114', message = 'the month is none such as 2026-01',
      hint = 'Write the year with four digits, a dash, and the month with two.';
  elsif to_regclass('baton.archived_jobs_' || replace(p_month, '-', '_')) is null then
    raise exception using errcode = 'BT115', message = format('the archive has no month %s', p_month),
      hint = coalesce('It has ' || (
          select string_agg(to_char(there.month, 'YYYY-MM'), ', ' order by there.month) from _archived_months() as there) || '.',
        'It is empty: nothing has been archived yet, or all of it has left.');
  end if;
  return to_date(p_month, 'YYYY-MM');
end
$$;
comment on function baton._archived_month(text) is
  'The first day of a month of the archive; BT114, BT115.';
